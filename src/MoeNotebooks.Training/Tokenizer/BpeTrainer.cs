namespace MoeNotebooks.Training.Tokenizer;

/// <summary>
/// Learns byte-pair merges from counted words: the most frequent pair of neighbours is merged, again and again.
/// </summary>
internal static class BpeTrainer
{
    /// <summary>The merges, in order.</summary>
    /// <param name="words">Words in the byte-level alphabet and how often each occurs.</param>
    /// <param name="count">How many merges to learn; fewer where nothing is left to merge.</param>
    public static IReadOnlyList<(string Left, string Right)> Train(IReadOnlyDictionary<string, long> words, int count)
    {
        var parts = words
            .OrderBy(w => w.Key, StringComparer.Ordinal)
            .Select(w => (Pieces: w.Key.Select(c => c.ToString()).ToList(), Count: w.Value))
            .ToArray();
        var merges = new List<(string, string)>();
        while (merges.Count < count && Best(parts) is { } pair)
        {
            merges.Add(pair);
            foreach (var (pieces, _) in parts)
            {
                Merge(pieces, pair);
            }
        }

        return merges;
    }

    /// <summary>Merges every occurrence of a pair, from the left.</summary>
    public static void Merge(List<string> pieces, (string Left, string Right) pair)
    {
        for (var i = 0; i + 1 < pieces.Count; i++)
        {
            if (pieces[i] == pair.Left && pieces[i + 1] == pair.Right)
            {
                pieces[i] = pair.Left + pair.Right;
                pieces.RemoveAt(i + 1);
            }
        }
    }

    // ties: the pair that sorts first
    private static (string Left, string Right)? Best((List<string> Pieces, long Count)[] parts)
    {
        var counts = new Dictionary<(string, string), long>();
        foreach (var (pieces, count) in parts)
        {
            for (var i = 0; i + 1 < pieces.Count; i++)
            {
                var pair = (pieces[i], pieces[i + 1]);
                counts[pair] = counts.GetValueOrDefault(pair) + count;
            }
        }

        return counts.Count == 0
            ? null
            : counts
                .OrderByDescending(c => c.Value)
                .ThenBy(c => c.Key.Item1, StringComparer.Ordinal)
                .ThenBy(c => c.Key.Item2, StringComparer.Ordinal)
                .First()
                .Key;
    }
}
