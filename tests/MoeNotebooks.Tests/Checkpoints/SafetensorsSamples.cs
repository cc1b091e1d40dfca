using System.Buffers.Binary;
using System.Text;

namespace MoeNotebooks.Tests.Checkpoints;

/// <summary>Safetensors files made by hand, right and wrong.</summary>
internal static class SafetensorsSamples
{
    /// <summary>A header's text and so many bytes of data behind it.</summary>
    public static byte[] File(string json, int dataBytes) => File(Encoding.UTF8.GetBytes(json), dataBytes);

    public static byte[] File(byte[] json, int dataBytes) => WithLength((ulong)json.Length, json, dataBytes);

    /// <summary>As <see cref="File(byte[], int)"/>, with any length claimed.</summary>
    public static byte[] WithLength(ulong claimed, byte[] json, int dataBytes)
    {
        var file = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimed);
        json.CopyTo(file, 8);
        return file;
    }
}
