namespace MoeNotebooks.Inference.Batching;

/// <summary>Reads a token and the likeliest ones off log-probabilities.</summary>
internal static class LikeliestTokens
{
    /// <summary>
    /// A token with its log-probability, and the likeliest ones, best first; of equal ones the first.
    /// </summary>
    /// <param name="logs">[V].</param>
    /// <param name="id">The token.</param>
    /// <param name="count">How many of the likeliest.</param>
    public static GeneratedToken Score(ReadOnlySpan<float> logs, int id, int count)
    {
        var best = new TokenScore[Math.Min(count, logs.Length)];
        var found = 0;
        for (var i = 0; i < logs.Length && best.Length > 0; i++)
        {
            if (found < best.Length || logs[i] > best[^1].LogProbability)
            {
                var at = found < best.Length ? found++ : found - 1;
                for (; at > 0 && logs[i] > best[at - 1].LogProbability; at--)
                {
                    best[at] = best[at - 1];
                }

                best[at] = new(i, logs[i]);
            }
        }

        return new(id, logs[id], best);
    }
}
