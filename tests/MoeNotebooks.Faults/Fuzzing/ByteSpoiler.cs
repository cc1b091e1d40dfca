using System.Text;

namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>
/// Spoils bytes of which nothing is known: flipped, cut, repeated, left out, spliced with another example, numbers
/// blown up.
/// </summary>
public static class ByteSpoiler
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "-1",
            "1e3",
            "0.5",
            "\\u0000",
            "\\ud800",
            "9223372036854775807",
            "18446744073709551616",
            "99999999999",
            "true",
            "\n",
        }.Select(Encoding.ASCII.GetBytes),
        [0],
        [0xff],
        [0xff, 0xff, 0xff, 0xff],
        [0xff, 0xff, 0xff, 0x7f],
        [0, 0, 0, 0x80],
        [0, 0, 0, 0, 0, 0, 0, 0x80],
    ];

    /// <summary>One change.</summary>
    /// <param name="bytes">What is spoilt; it stays as it is.</param>
    /// <param name="others">Others of its kind.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Spoil(byte[] bytes, IReadOnlyList<byte[]> others, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        switch (random.Next(7))
        {
            case 0: // flip a bit
                var flipped = bytes.ToArray();
                if (at < flipped.Length)
                {
                    flipped[at] ^= (byte)(1 << random.Next(8));
                }

                return flipped;
            case 1: // cut
                return bytes[..at];
            case 2: // splice another example's end on
                var other = others[random.Next(others.Count)];
                return [.. bytes[..at], .. other[random.Next(other.Length + 1)..]];
            case 3: // repeat a piece
                return [.. bytes[..at], .. bytes[Math.Min(random.Next(bytes.Length + 1), at)..]];
            case 4: // leave a piece out
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 16))..]];
            case 5: // overwrite with zeros, as a page that was never written
                var zeroed = bytes.ToArray();
                zeroed.AsSpan(at, Math.Min(zeroed.Length - at, 1 << random.Next(13))).Clear();
                return zeroed;
            default: // put a token in, or in place of something
                var token = Tokens[random.Next(Tokens.Length)];
                return [.. bytes[..at], .. token, .. bytes[Math.Min(bytes.Length, at + random.Next(0, 4))..]];
        }
    }
}
