using System.Buffers.Binary;

namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>
/// Spoils Parquet such that most of it can still be found: numbers of the footer and of page headers (lengths, offsets,
/// counts, types, codecs), with the footer's length made right again; values and levels inside pages.
/// </summary>
internal static class ParquetSpoiler
{
    private const int Magic = 4;
    private const int Tail = 8; // the footer's length and the magic number

    private static readonly long[] Odd =
    [
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        100,
        127,
        128,
        255,
        65_536,
        1L << 20,
        1L << 28,
        int.MaxValue,
        1L << 31,
        1L << 32,
        long.MaxValue,
        -1,
        -2,
        int.MinValue,
        long.MinValue,
    ];

    public static byte[] Spoil(byte[] file, IReadOnlyList<byte[]> others, Random random)
    {
        if (
            file.Length < Magic + Tail
            || BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - Tail)) is var length
                && (length <= 0 || length > file.Length - Magic - Tail)
        )
        {
            return ByteSpoiler.Spoil(file, others, random);
        }

        var footer = file.Length - Tail - length;
        return random.Next(8) switch
        {
            0 => ByteSpoiler.Spoil(file, others, random),
            1 or 2 => Page(file, footer, random),
            3 => Body(file, footer, random),
            _ => Framed(file[..footer], Number(file[footer..^Tail], random)),
        };
    }

    /// <summary>A number of the footer, of whatever length; the footer's length is made right.</summary>
    private static byte[] Number(byte[] footer, Random random)
    {
        var numbers = ThriftSpots.In(footer, 0).Numbers;
        if (numbers.Count == 0)
        {
            return footer;
        }

        var place = numbers[random.Next(numbers.Count)];
        var value = random.Next(3) switch
        {
            0 => Encoded(ZigZag(Odd[random.Next(Odd.Length)])),
            1 => footer[numbers[random.Next(numbers.Count)]],
            _ => Encoded((ulong)random.NextInt64(-4, 4) + Decoded(footer[place])),
        };
        return [.. footer[..place.Start], .. value, .. footer[place.End..]];
    }

    /// <summary>
    /// A number of a page's header, in as many bytes as before, so that what follows stays where the footer says.
    /// </summary>
    private static byte[] Page(byte[] file, int footer, Random random)
    {
        var headers = Headers(file, footer).ToList();
        if (headers.Count == 0)
        {
            return Body(file, footer, random);
        }

        var numbers = headers[random.Next(headers.Count)].Numbers;
        var place = numbers[random.Next(numbers.Count)];
        var spoilt = file.ToArray();
        var value =
            random.Next(2) == 0
                ? ZigZag(Odd[random.Next(Odd.Length)])
                : (ulong)random.NextInt64(-4, 4) + Decoded(file[place]);
        for (var at = place.Start.Value; at < place.End.Value; at++, value >>= 7)
        {
            spoilt[at] = (byte)((byte)(value & 127) | (at + 1 < place.End.Value ? 128 : 0));
        }

        return spoilt;
    }

    /// <summary>Pages lie one behind the other from the first byte on.</summary>
    private static IEnumerable<ThriftSpots> Headers(byte[] file, int footer)
    {
        for (var at = Magic; at < footer; )
        {
            var header = ThriftSpots.In(file, at);
            if (header.Numbers.Count < 3)
            {
                yield break;
            }

            yield return header;
            var size = (long)Decoded(file[header.Numbers[2]]) >> 1; // type, size unpacked, size as stored
            if (size < 0 || size > footer - header.End)
            {
                yield break;
            }

            at = header.End + (int)size;
        }
    }

    private static byte[] Body(byte[] file, int footer, Random random)
    {
        var spoilt = file.ToArray();
        if (footer > Magic)
        {
            var at = random.Next(Magic, footer);
            spoilt[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => 0xff,
                _ => (byte)(spoilt[at] ^ (1 << random.Next(8))),
            };
        }

        return spoilt;
    }

    private static byte[] Framed(byte[] data, byte[] footer) =>
        [.. data, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8];

    private static ulong ZigZag(long value) => unchecked((ulong)((value << 1) ^ (value >> 63)));

    private static ulong Decoded(byte[] bytes) =>
        bytes.Reverse().Aggregate(0UL, (value, next) => (value << 7) | (next & 127UL));

    private static byte[] Encoded(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 128; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        return [.. bytes, (byte)value];
    }
}
