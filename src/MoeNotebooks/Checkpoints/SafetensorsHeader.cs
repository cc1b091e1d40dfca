using System.Buffers.Binary;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Checkpoints;

/// <summary>
/// A safetensors header after every check of the format: 8 bytes of length N, N bytes of JSON, then the tensors'
/// bytes without a hole up to the end of the file.
/// </summary>
/// <param name="Tensors">The tensors by name.</param>
/// <param name="Metadata">The text pairs under <c>__metadata__</c>; empty where there are none.</param>
/// <param name="DataStart">Where the tensors' bytes begin in the file.</param>
/// <param name="Notices">What was accepted but is unusual.</param>
internal sealed record SafetensorsHeader(
    IReadOnlyDictionary<string, TensorEntry> Tensors,
    IReadOnlyDictionary<string, string> Metadata,
    long DataStart,
    IReadOnlyList<string> Notices
)
{
    /// <summary>The longest header the format allows, in bytes.</summary>
    public const long LongestHeader = 100_000_000;

    internal const int LengthBytes = 8;

    /// <summary>Checks a whole file that is in memory.</summary>
    /// <param name="path">The name for messages.</param>
    /// <param name="file">All bytes of the file.</param>
    /// <exception cref="MoeDataException">A rule of the format is broken; names the tensor.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> file)
    {
        var length = JsonLength(path, file, file.Length);
        return ParseJson(path, file.Slice(LengthBytes, length), file.Length);
    }

    /// <summary>The JSON's length, from the file's first bytes (as many as there are, up to 64).</summary>
    internal static int JsonLength(string path, ReadOnlySpan<byte> start, long fileLength)
    {
        if (fileLength < LengthBytes)
        {
            throw Broken(path, start, $"has {fileLength} bytes; a safetensors file has at least {LengthBytes}");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > LongestHeader)
        {
            throw Broken(path, start, $"its header claims {length} bytes; the limit is {LongestHeader}");
        }

        if ((long)length + LengthBytes > fileLength)
        {
            throw Broken(path, start, $"its header claims {length} bytes, but only {fileLength - LengthBytes} follow");
        }

        return (int)length;
    }

    /// <summary>Parses the JSON and checks that its tensors fill the file exactly.</summary>
    internal static SafetensorsHeader ParseJson(string path, ReadOnlySpan<byte> json, long fileLength)
    {
        var header = new SafetensorsJson(path).Parse(json);
        var dataStart = LengthBytes + json.Length;
        SafetensorsLayout.Check(path, header.Tensors.Values, fileLength - dataStart);
        return header with { DataStart = dataStart };
    }

    private static MoeDataException Broken(string path, ReadOnlySpan<byte> start, string problem) =>
        new(
            path,
            "header",
            problem,
            WrongFile.Hint(start) ?? "The file is cut short or not a safetensors file: download it again"
        );
}
