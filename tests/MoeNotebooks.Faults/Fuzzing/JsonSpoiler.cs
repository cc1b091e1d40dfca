using System.Globalization;
using System.Text;

namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>
/// Spoils JSON such that most of it still parses, and what stands behind the parser is tried: values of other kinds and
/// of no sensible size, members left out, doubled and exchanged, names changed, nesting, odd texts. What is no JSON is
/// spoilt as bytes.
/// </summary>
internal static class JsonSpoiler
{
    private const int LongestSplice = 1 << 14;

    private static readonly string[] Numbers =
    [
        "0",
        "-0",
        "-1",
        "1",
        "2",
        "0.5",
        "1.5",
        "1e3",
        "1e-400",
        "1e308",
        "1e400",
        "-1e400",
        "NaN",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "4294967296",
        "65536",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "1000000",
        "1000000000",
        "0.9999999999999999",
        "123456789012345678901234567890",
    ];

    private static readonly string[] Texts =
    [
        "",
        " ",
        "\\u0000",
        "\\ud800",
        "\\udfff",
        "\\u202e",
        "\\u001b[31m",
        "\\n",
        "../../etc/passwd",
        "/dev/zero",
        "C:\\\\x",
        "<script>alert(1)</script>",
        "{{x}}",
        "${x}",
        "%s",
        "\U0001F600",
        "é",
        "e\\u0301",
        "▁",
        "Ġ",
        "<0x41>",
        "<0xGG>",
        "(a+)+$",
        "(",
        "[^\\\\p{L}]",
        "(?i:s)",
        "\\\\p{Nope}",
        "a{1000000}",
        "NaN",
        "Infinity",
        "-1",
        "null",
    ];

    public static byte[] Spoil(byte[] json, IReadOnlyList<byte[]> others, Random random)
    {
        var spots = JsonSpots.In(json);
        var what = random.Next(12);
        if (spots.Values.Count == 0 || what == 0)
        {
            return ByteSpoiler.Spoil(json, others, random);
        }

        var value = Pick(spots.Values, random);
        var item = Pick(spots.Items, random);
        return what switch
        {
            1 or 2 => Put(json, value, Odd(random)),
            3 => Put(json, value, Another(others, random)),
            4 => Delete(json, item),
            5 => Put(json, item, [.. json[item], .. ","u8, .. json[item]]),
            6 => Exchange(json, item, Pick(spots.Items, random)),
            7 => Put(json, value, Nested(json[value], random)),
            8 or 9 => Put(json, value, Tweaked(json[value], random)),
            10 when spots.Names.Count > 0 => Put(json, Pick(spots.Names, random), Name(json, spots, random)),
            _ => Put(json, value, json[Pick(spots.Values, random)]),
        };
    }

    private static Range Pick(List<Range> ranges, Random random) => ranges[random.Next(ranges.Count)];

    private static byte[] Put(byte[] json, Range place, byte[] value) =>
        [.. json[..place.Start], .. value, .. json[place.End..]];

    private static byte[] Odd(Random random) =>
        Encoding.UTF8.GetBytes(
            random.Next(8) switch
            {
                < 3 => Numbers[random.Next(Numbers.Length)],
                < 5 => $"\"{Texts[random.Next(Texts.Length)]}\"",
                5 => "null",
                6 => random.Next(2) == 0 ? "true" : "false",
                _ => random.Next(2) == 0 ? "[]" : "{}",
            }
        );

    private static byte[] Another(IReadOnlyList<byte[]> others, Random random)
    {
        var other = others[random.Next(others.Count)];
        var spots = JsonSpots.In(other);
        var value = spots.Values.Count > 0 ? other[Pick(spots.Values, random)] : "[[]]"u8.ToArray();
        return value.Length <= LongestSplice ? value : "{\"a\":[]}"u8.ToArray();
    }

    private static byte[] Delete(byte[] json, Range item)
    {
        var (start, end) = (item.Start.Value, item.End.Value);
        var next = end;
        while (next < json.Length && char.IsWhiteSpace((char)json[next]))
        {
            next++;
        }

        if (next < json.Length && json[next] == ',')
        {
            return [.. json[..start], .. json[(next + 1)..]];
        }

        var before = start - 1;
        while (before >= 0 && char.IsWhiteSpace((char)json[before]))
        {
            before--;
        }

        return [.. json[..(before >= 0 && json[before] == ',' ? before : start)], .. json[end..]];
    }

    private static byte[] Exchange(byte[] json, Range one, Range two)
    {
        var (first, second) = one.Start.Value <= two.Start.Value ? (one, two) : (two, one);
        return first.End.Value <= second.Start.Value
            ?
            [
                .. json[..first.Start],
                .. json[second],
                .. json[first.End..second.Start],
                .. json[first],
                .. json[second.End..],
            ]
            : json;
    }

    private static byte[] Nested(byte[] value, Random random)
    {
        var depth = random.Next(4) switch
        {
            0 => 1,
            1 => 10,
            2 => 70,
            _ => random.Next(10) == 0 ? 20_000 : 200,
        };
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        return
        [
            .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, depth))),
            .. value,
            .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(close, depth))),
        ];
    }

    /// <summary>
    /// A number near or far from the one that was there; a text longer, shorter or with something odd in it; a list or
    /// an object repeated within itself.
    /// </summary>
    private static byte[] Tweaked(byte[] value, Random random)
    {
        var text = Encoding.UTF8.GetString(value);
        if (text[0] == '"')
        {
            var at = random.Next(1, text.Length);
            var odd = Texts[random.Next(Texts.Length)];
            return Encoding.UTF8.GetBytes(
                random.Next(4) switch
                {
                    0 => text[..at] + odd + text[at..],
                    1 => text[..at] + "\"",
                    2 => "\"" + string.Concat(Enumerable.Repeat(text[1..^1], random.Next(2, 200))) + "\"",
                    _ => "\"" + odd + text[1..],
                }
            );
        }

        if (double.TryParse(text, CultureInfo.InvariantCulture, out var number))
        {
            var changed = random.Next(7) switch
            {
                0 => number + 1,
                1 => number - 1,
                2 => -number,
                3 => number * 2,
                4 => number * 1000,
                5 => number / 2,
                _ => number + 0.5,
            };
            return Encoding.UTF8.GetBytes(changed.ToString(CultureInfo.InvariantCulture));
        }

        return Odd(random);
    }

    private static byte[] Name(byte[] json, JsonSpots spots, Random random) =>
        random.Next(3) == 0
            ? Encoding.UTF8.GetBytes($"\"{Texts[random.Next(Texts.Length)]}\"")
            : json[Pick(spots.Names, random)];
}
