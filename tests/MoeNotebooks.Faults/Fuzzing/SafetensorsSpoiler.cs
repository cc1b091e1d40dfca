using System.Buffers.Binary;
using System.Text;

namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>
/// Spoils safetensors: the header's JSON, with its length made right again, and mostly the file's too.
/// </summary>
internal static class SafetensorsSpoiler
{
    private const int LengthBytes = 8;
    private const long LongestData = 1 << 16;

    public static IReadOnlyList<byte[]> Examples { get; } =
    [
        Frame(
            """{"__metadata__":{"format":"pt","note":"é"},"a":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[],"data_offsets":[12,16]}}""",
            16
        ),
        Frame(
            """{"x":{"data_offsets":[4,4],"shape":[0,7],"dtype":"F8_E4M3"},"y":{"shape":[4],"dtype":"U8","data_offsets":[0,4],"extra":[[1],{"k":null}]}}  """,
            4
        ),
        Frame(
            """{"i":{"dtype":"I64","shape":[1,2,1],"data_offsets":[0,16]},"h":{"dtype":"F16","shape":[3],"data_offsets":[16,22]},"o":{"dtype":"BOOL","shape":[2],"data_offsets":[22,24]},"f":{"dtype":"F8_E5M2","shape":[2,2],"data_offsets":[24,28]}}""",
            28
        ),
        Frame("{}", 0),
    ];

    public static byte[] Spoil(byte[] input, IReadOnlyList<byte[]> others, Random random)
    {
        if (input.Length < LengthBytes || random.Next(8) == 0)
        {
            return ByteSpoiler.Spoil(input, others, random);
        }

        var header = JsonSpoiler.Spoil(Header(input), [.. others.Take(32).Select(Header)], random);
        var data = random.Next(6) == 0 ? input.Length - LengthBytes - Header(input).Length : DataLength(header);
        var spoilt = Frame(header, data);
        if (random.Next(20) == 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(
                spoilt,
                random.Next(4) switch
                {
                    0 => ulong.MaxValue,
                    1 => 1UL << 63,
                    2 => 100_000_001,
                    _ => (ulong)spoilt.Length,
                }
            );
        }

        return spoilt;
    }

    private static byte[] Header(byte[] file)
    {
        var length =
            file.Length < LengthBytes
                ? 0
                : (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(file), (ulong)(file.Length - LengthBytes));
        return file.Length < LengthBytes ? [] : file[LengthBytes..(LengthBytes + (int)length)];
    }

    /// <summary>Where the last tensor ends, as far as the header can be read.</summary>
    private static long DataLength(byte[] header)
    {
        var last = JsonSpots
            .In(header)
            .Values.Select(value => long.TryParse(Encoding.UTF8.GetString(header[value]), out var number) ? number : 0)
            .DefaultIfEmpty()
            .Max();
        return last is >= 0 and <= LongestData ? last : 0;
    }

    private static byte[] Frame(string header, int data) => Frame(Encoding.UTF8.GetBytes(header), data);

    private static byte[] Frame(byte[] header, long data)
    {
        var file = new byte[LengthBytes + header.Length + Math.Max(0, data)];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, LengthBytes);
        return file;
    }
}
