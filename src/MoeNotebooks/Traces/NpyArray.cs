using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Traces;

/// <summary>Whole numbers in NumPy's file format, little endian, in C order.</summary>
internal static partial class NpyArray
{
    private const int VersionAt = 6;

    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.Length > 12 && bytes[0] == 0x93 && bytes[1..VersionAt].SequenceEqual("NUMPY"u8);

    public static ExpertArray Read(string path, string where, byte[] bytes)
    {
        var (start, length) = bytes[VersionAt] == 1 ? (10, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)))
            : (12, (int)Math.Min(bytes.Length, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8))));
        var text = Encoding.ASCII.GetString(bytes.AsSpan(start, Math.Min(length, bytes.Length - start)));
        var (type, shape) = (Type().Match(text).Groups[1].Value, Shape().Match(text).Groups[1].Value);
        var size = type switch { "|u1" => 1, "<u2" or "<i2" => 2, "<i4" or "<u4" => 4, "<i8" => 8, _ => 0 };
        if (size == 0 || text.Contains("'fortran_order': True", StringComparison.Ordinal))
        {
            throw new MoeDataException(path, where, $"is a NumPy array of type '{type}'; experts are whole numbers of 1 to 8 bytes, little endian, in C order");
        }

        int[] sizes = [.. shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        var data = bytes.AsMemory(Math.Min(bytes.Length, start + length));
        var count = sizes.Aggregate(1L, (product, n) => checked(product * n));
        return sizes.Length == 3 && count * size == data.Length
            ? new([.. Enumerable.Range(0, (int)count).Select(i => Number(data.Span.Slice(i * size, size), type))], sizes)
            : throw new MoeDataException(path, where, $"has {data.Length} bytes of data for shape ({shape}) of '{type}'; the shape is (tokens, layers, experts per token)");
    }

    private static int Number(ReadOnlySpan<byte> bytes, string type) => type switch
    {
        "|u1" => bytes[0],
        "<u2" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "<i2" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "<i8" => checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        _ => BinaryPrimitives.ReadInt32LittleEndian(bytes),
    };

    [GeneratedRegex("'descr': *'([^']*)'")]
    private static partial Regex Type();

    [GeneratedRegex(@"'shape': *\(([0-9, ]*)\)")]
    private static partial Regex Shape();
}
