using MoeNotebooks.Errors;

namespace MoeNotebooks.Tests;

/// <summary>
/// Feeds a parser mutations of good input: bytes flipped, cut, repeated, spliced, numbers blown up. It may accept or
/// refuse with an error of ours; it must raise nothing else and allocate no more than twice the input and a constant.
/// </summary>
internal static class MutationFuzz
{
    private const long Constant = 256 << 10; // an exception with its stack trace, buffers that a pool hands out for the first time

    private static readonly byte[][] Tokens =
    [
        .. new[] { "{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e3", "0.5", "\\u0000", "\\ud800", "9223372036854775807", "18446744073709551616", "99999999999", "true", "\n" }
            .Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    /// <param name="seeds">Good input.</param>
    /// <param name="cases">How many mutations.</param>
    /// <param name="repair">Makes a mutation right in part, so that more than its frame is tried.</param>
    /// <param name="parse">What is tested.</param>
    /// <param name="constant">Bytes that parsing may allocate beside twice the input.</param>
    /// <returns>How many mutations were accepted and how many refused.</returns>
    public static (int Accepted, int Refused) Run(IReadOnlyList<byte[]> seeds, int cases, Func<byte[], Random, byte[]> repair, Action<byte[]> parse, long constant = Constant)
    {
        var random = new Random(20250503);
        var (accepted, refused) = (0, 0);
        parse(seeds[0]); // compiled and cached before allocations are counted
        for (var i = 0; i < cases; i++)
        {
            var input = repair(Mutate(seeds, random), random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                parse(input);
                accepted++;
            }
            catch (MoeException error) when (error.Message.Length > 0 && !error.Message.Contains('\n', StringComparison.Ordinal))
            {
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"case {i} ({Convert.ToBase64String(input)}): {error.GetType().Name}", error);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            (allocated <= (2L * input.Length) + constant).ShouldBeTrue($"case {i}: {allocated} bytes for an input of {input.Length}: {Convert.ToBase64String(input)}");
        }

        return (accepted, refused);
    }

    private static byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random)
    {
        var bytes = seeds[random.Next(seeds.Count)];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            bytes = Once(bytes, seeds, random);
        }

        return bytes;
    }

    private static byte[] Once(byte[] bytes, IReadOnlyList<byte[]> seeds, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        var other = seeds[random.Next(seeds.Count)];
        switch (random.Next(6))
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
            case 2: // splice another good input's end on
                return [.. bytes[..at], .. other[random.Next(other.Length + 1)..]];
            case 3: // repeat a piece
                return [.. bytes[..at], .. bytes[Math.Min(random.Next(bytes.Length + 1), at)..]];
            case 4: // leave a piece out
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 16))..]];
            default: // put a token in, or in place of something
                var token = Tokens[random.Next(Tokens.Length)];
                return [.. bytes[..at], .. token, .. bytes[Math.Min(bytes.Length, at + random.Next(0, 4))..]];
        }
    }
}
