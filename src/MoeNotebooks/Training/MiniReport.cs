using MoeNotebooks.MiniWorld;

namespace MoeNotebooks.Training;

/// <summary>What a trained mini model is worth: accuracy for every k, and with experts pruned by soft count and at random.</summary>
internal static class MiniReport
{
    private const int RandomSeed = 5;
    private static readonly int[] Kept = [48, 32, 16];

    /// <summary>A setting and its accuracies in per cent, by task and "mean".</summary>
    public sealed record Row(string Setting, IReadOnlyDictionary<string, double> Accuracy);

    /// <summary>The share of choices that the most and the least used expert of a layer get, relative to the mean, and the weight by rank.</summary>
    public sealed record Load(int Layer, double Most, double Least, IReadOnlyList<double> WeightByRank);

    /// <summary>Accuracies, the full model first.</summary>
    public static (IReadOnlyList<Row> Rows, IReadOnlyList<Load> Loads) Make(MiniModel model, MiniTokenizer tokenizer, IReadOnlyList<MiniItem> items)
    {
        var full = new RoutingSetting(model.Config.TopK) { Observe = true };
        var rows = new List<Row> { new($"k={full.K}", MiniScorer.Score(model, tokenizer, items, full)) };
        void Add(string name, RoutingSetting setting) => rows.Add(new(name, MiniScorer.Score(model, tokenizer, items, setting)));
        for (var k = full.K - 1; k >= 1; k--)
        {
            Add($"k={k}", new RoutingSetting(k) { Observe = true });
        }

        var random = new Random(RandomSeed);
        foreach (var keep in Kept)
        {
            Add($"keep {keep} by soft count", new RoutingSetting(full.K, [.. full.Soft.Select(soft => Highest(soft, keep))]) { Observe = true });
            Add($"keep {keep} at random", new RoutingSetting(full.K, [.. full.Soft.Select(soft => Any(random, soft.Length, keep))]) { Observe = true });
        }

        return (rows, [.. full.Counts.Select((counts, i) => new Load(
            i + 1, counts.Max() / counts.Average(), counts.Min() / counts.Average(), [.. full.Mass[i].Select(m => m * full.K / counts.Sum())]))]);
    }

    private static bool[] Highest(double[] soft, int keep)
    {
        var kept = new bool[soft.Length];
        foreach (var (_, e) in soft.Select((s, e) => (s, e)).OrderByDescending(p => p.s).Take(keep))
        {
            kept[e] = true;
        }

        return kept;
    }

    private static bool[] Any(Random random, int experts, int keep)
    {
        var kept = new bool[experts];
        var order = Enumerable.Range(0, experts).ToArray();
        random.Shuffle(order);
        foreach (var e in order.Take(keep))
        {
            kept[e] = true;
        }

        return kept;
    }
}
