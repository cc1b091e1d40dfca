using System.Text;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks.Peer;

/// <summary>
/// Writes the few things of a GGUF file (version 3) that llama.cpp needs of a model: numbers, texts, tensors.
/// </summary>
internal static class GgufWriter
{
    private const uint Version = 3;
    private const int Alignment = 32;
    private const uint F32 = 0;
    private const uint Bf16 = 30;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="facts">Keys with whole numbers, fractions or texts.</param>
    /// <param name="tensors">The tensors.</param>
    public static void Write(string path, IReadOnlyDictionary<string, object> facts, IReadOnlyList<GgufTensor> tensors)
    {
        using var stream = File.Create(path);
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)facts.Count);
        foreach (var (key, value) in facts)
        {
            Fact(writer, key, value);
        }

        var offset = 0L;
        foreach (var tensor in tensors)
        {
            Text(writer, tensor.Name);
            writer.Write((uint)tensor.Shape.Length);
            Array.ForEach([.. tensor.Shape.Reverse()], size => writer.Write((ulong)size)); // innermost first
            writer.Write(tensor.Parts[0].dtype == ScalarType.BFloat16 ? Bf16 : F32);
            writer.Write((ulong)offset);
            offset += Padded(tensor.Parts.Sum(part => part.numel() * part.ElementSize));
        }

        foreach (var tensor in tensors)
        {
            Pad(writer);
            foreach (var part in tensor.Parts)
            {
                writer.Write(part.bytes);
            }
        }

        Pad(writer);
    }

    private static void Fact(BinaryWriter writer, string key, object value)
    {
        const uint whole = 4,
            fraction = 6,
            text = 8;
        Text(writer, key);
        switch (value)
        {
            case int number:
                writer.Write(whole);
                writer.Write((uint)number);
                break;
            case float number:
                writer.Write(fraction);
                writer.Write(number);
                break;
            default:
                writer.Write(text);
                Text(writer, (string)value);
                break;
        }
    }

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static long Padded(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        var position = writer.BaseStream.Position;
        writer.Write(new byte[Padded(position) - position]);
    }
}
