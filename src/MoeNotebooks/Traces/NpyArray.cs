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

    public static bool IsOne(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 12 && bytes[0] == 0x93 && bytes[1..VersionAt].SequenceEqual("NUMPY"u8);

    public static ExpertArray Read(string path, string where, byte[] bytes)
    {
        var (start, length) =
            bytes[VersionAt] == 1
                ? (10, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)))
                : (12, (int)Math.Min(bytes.Length, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8))));
        var text = Encoding.ASCII.GetString(bytes.AsSpan(start, Math.Min(length, bytes.Length - start)));
        var (type, shape) = (Type().Match(text).Groups[1].Value, Shape().Match(text).Groups[1].Value);
        var size = type switch
        {
            "|u1" => 1,
            "<u2" or "<i2" => 2,
            "<i4" or "<u4" => 4,
            "<i8" => 8,
            _ => 0,
        };
        if (size == 0 || FortranOrder().IsMatch(text))
        {
            throw new MoeDataException(
                path,
                where,
                $"is a NumPy array of type '{type}'{(size == 0 ? string.Empty : " in Fortran's order")}; experts are whole numbers of 1 to 8 bytes, little endian, in C order"
            );
        }

        // no size can be larger than the data, or is as good as none: products of three that are not cannot overflow
        var data = bytes.AsMemory(Math.Min(bytes.Length, start + length));
        int[] sizes =
        [
            .. shape
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(n =>
                    int.TryParse(n, CultureInfo.InvariantCulture, out var one) && one <= data.Length ? one : -1
                ),
        ];
        return
            sizes.Length == 3
            && !sizes.Contains(-1)
            && sizes.Aggregate((Int128)size, (product, n) => product * n) == data.Length
            ? new(
                [
                    .. Enumerable
                        .Range(0, data.Length / size)
                        .Select(i => Expert(path, where, Number(data.Span.Slice(i * size, size), type))),
                ],
                sizes
            )
            : throw new MoeDataException(
                path,
                where,
                $"has {data.Length} bytes of data for shape ({shape}) of '{type}'; the shape is (tokens, layers, experts per token)"
            );
    }

    private static int Expert(string path, string where, long number) =>
        number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw new MoeDataException(path, where, $"names expert {number}; no model has so many");

    private static long Number(ReadOnlySpan<byte> bytes, string type) =>
        type switch
        {
            "|u1" => bytes[0],
            "<u2" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            "<i2" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            "<u4" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            "<i8" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        };

    [GeneratedRegex("'descr': *'([^']*)'")]
    private static partial Regex Type();

    [GeneratedRegex("'fortran_order': *True")]
    private static partial Regex FortranOrder();

    [GeneratedRegex(@"'shape': *\(([0-9, ]*)\)")]
    private static partial Regex Shape();
}
