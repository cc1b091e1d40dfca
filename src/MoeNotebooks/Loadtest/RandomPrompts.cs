namespace MoeNotebooks.Loadtest;

/// <summary>
/// Prompts of random tokens, no two of which begin with the same one as long as there are tokens enough: a prefix cache
/// cannot help.
/// </summary>
/// <param name="tokens">The ids to draw from.</param>
/// <param name="length">Tokens of a prompt.</param>
/// <param name="seed">Seed of the draw.</param>
internal sealed class RandomPrompts(IReadOnlyList<int> tokens, int length, int seed)
{
    private readonly Random _random = new(seed);
    private readonly int[] _firsts = Shuffled(tokens, seed);
    private int _next;

    /// <summary>Prompts that were not given before.</summary>
    /// <param name="count">How many.</param>
    public int[][] Take(int count)
    {
        var prompts = new int[count][];
        for (var i = 0; i < count; i++)
        {
            prompts[i] = new int[length];
            prompts[i][0] = _firsts[_next++ % _firsts.Length];
            for (var at = 1; at < length; at++)
            {
                prompts[i][at] = tokens[_random.Next(tokens.Count)];
            }
        }

        return prompts;
    }

    private static int[] Shuffled(IReadOnlyList<int> tokens, int seed)
    {
        int[] shuffled = [.. tokens];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
