using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Tokenizer;
using static TorchSharp.torch;

namespace MoeNotebooks.Training;

/// <summary>What a trained mini model is worth: accuracy for every k, and with experts pruned by soft count and at random.</summary>
internal static class MiniReport
{
    private const int RandomSeed = 5;
    private const int RandomDraws = 3;
    private const int CalibrationBatches = 12;
    private static readonly int[] Kept = [48, 32, 16];

    /// <summary>A setting and its accuracies in per cent, by task and "mean".</summary>
    public sealed record Row(string Setting, IReadOnlyDictionary<string, double> Accuracy);

    /// <summary>The share of choices that the most and the least used expert of a layer get, relative to the mean, and the weight by rank.</summary>
    public sealed record Load(int Layer, double Most, double Least, IReadOnlyList<double> WeightByRank);

    /// <summary>Accuracies, the full model first; then how evenly its experts are used on training text.</summary>
    public static (IReadOnlyList<Row> Rows, IReadOnlyList<Load> Loads) Make(
        MiniModel model, MiniTokenizer tokenizer, BatchStream texts, IReadOnlyList<MiniItem> items)
    {
        var rows = new List<Row>();
        void Add(string name, RoutingSetting setting) => rows.Add(new(name, MiniScorer.Score(model, tokenizer, items, setting)));
        var top = model.Config.TopK;
        for (var k = top; k >= 1; k--)
        {
            Add($"k={k}", new RoutingSetting(k) { Observe = true });
        }

        var everywhere = Observe(model, texts, answersOnly: false);
        var answers = Observe(model, texts, answersOnly: true);
        var random = new Random(RandomSeed);
        foreach (var keep in Kept)
        {
            Add($"keep {keep} by soft count", Keep(everywhere, keep));
            Add($"keep {keep} by soft count at answers", Keep(answers, keep));
            for (var draw = 1; draw <= RandomDraws; draw++)
            {
                Add($"keep {keep} at random (draw {draw})", new RoutingSetting(top, [.. everywhere.Soft.Select(s => Any(random, s.Length, keep))]) { Observe = true });
            }
        }

        return (rows, Loads(everywhere));
    }

    private static RoutingSetting Keep(RoutingSetting used, int keep) =>
        new(used.K, [.. used.Soft.Select(s => Highest(s, keep))]) { Observe = true };

    /// <summary>
    /// Routing on training text: of all tokens, or of those only that predict an answer. Over all tokens the experts of the many frequent
    /// words win, and the rarely used ones that hold facts are pruned first.
    /// </summary>
    private static RoutingSetting Observe(MiniModel model, BatchStream texts, bool answersOnly)
    {
        using var off = no_grad();
        var setting = new RoutingSetting(model.Config.TopK) { Observe = true };
        for (var step = 1; step <= CalibrationBatches; step++)
        {
            using var scope = NewDisposeScope();
            var batch = texts.Make(step, TextPhase.Facts);
            setting.Places = tensor(Enumerable.Range(0, batch.Ids.Length)
                .Where(i => !answersOnly || batch.Weights[i] == TrainingTexts.Answer).Select(i => (long)i).ToArray());
            MiniForward.Hidden(model, tensor(batch.Ids).view(batch.Rows, batch.Length), setting);
        }

        return setting;
    }

    private static IReadOnlyList<Load> Loads(RoutingSetting used) => [.. used.Counts.Select((counts, i) => new Load(
        i + 1, counts.Max() / counts.Average(), counts.Min() / counts.Average(), [.. used.Mass[i].Select(m => m * used.K / counts.Sum())]))];

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
