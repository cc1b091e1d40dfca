using System.Globalization;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Whether weights explain that a sigmoid router answers worse to skipping than a softmax one, put to the test layer by
/// layer.
/// </summary>
public static class TailVerdict
{
    private const double Level = 0.05;

    /// <summary>Asks two things of the first model of each sort, its layers paired by depth: is the sigmoid's tail
    /// heavier, and does skipping it move predictions more? Only both together support the explanation.</summary>
    /// <param name="tails">The layers of both models, at the same share of their experts; other models may be among
    /// them.</param>
    /// <param name="kind">Where the numbers come from.</param>
    public static Verdict Of(IReadOnlyList<LayerTail> tails, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(tails);
        var (sigmoid, soft) = (First(tails, Scoring.Sigmoid), First(tails, Scoring.Softmax));
        const string title = "Figure 4b, routers",
            claim =
                "V3 answers less smoothly to skipping than V2-Lite; their routers differ: a sigmoid scores each expert by itself, so that a token's later choices weigh much, a softmax makes experts compete.";
        if (sigmoid.Length < 3 || sigmoid.Length != soft.Length)
        {
            return new(
                title,
                claim,
                "Needed are a model of each sort of router with as many MoE layers, at least three: there is nothing to compare.",
                Agreement.Undecided,
                kind
            );
        }

        var weight = Paired.Of([.. sigmoid.Zip(soft, (a, b) => a.Weight - b.Weight)]);
        var harm = Paired.Of([.. sigmoid.Zip(soft, (a, b) => a.Divergence - b.Divergence)]);
        LayerTail[] both = [.. sigmoid, .. soft];
        var together = Correlation.Spearman(both.Select(tail => tail.Weight), both.Select(tail => tail.Divergence));
        return new(
            title,
            claim,
            Text(
                $"With {sigmoid[0].Experts} experts left, the others hold {sigmoid.Average(tail => tail.Weight):0.0} % of a token's weight in {sigmoid[0].Model} (sigmoid) and {soft.Average(tail => tail.Weight):0.0} % in {soft[0].Model} (softmax): {weight.Mean:+0.0;-0.0} points per layer, {PValue.InWords(weight.P, 4)}. "
            )
                + Text(
                    $"Skipped in one layer alone, they move predictions by {sigmoid.Average(tail => tail.Divergence):0.0000} and {soft.Average(tail => tail.Divergence):0.0000} nats per token: {harm.Mean:+0.0000;-0.0000} per layer, {PValue.InWords(harm.P, 4)}. "
                )
                + Text(
                    $"Over all these layers harm follows weight with a rank correlation of {together:0.00}. Tests are paired by depth over {sigmoid.Length} layers of one model each, so they say nothing of other trainings."
                ),
            Parts.Together(weight.IsMore, harm.IsMore),
            kind
        );
    }

    private static LayerTail[] First(IReadOnlyList<LayerTail> tails, Scoring scoring)
    {
        var model = tails.FirstOrDefault(tail => tail.Scoring == scoring)?.Model;
        return [.. tails.Where(tail => tail.Model == model).OrderBy(tail => tail.Layer)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Student's t-test of paired differences.</summary>
    private readonly record struct Paired(double Mean, double P)
    {
        public bool? IsMore => P > Level ? null : Mean > 0;

        public static Paired Of(double[] differences)
        {
            var (mean, error) = (
                differences.Average(),
                differences.StandardDeviation() / Math.Sqrt(differences.Length)
            );
            return new(
                mean,
                error > 0 ? 2 * StudentT.CDF(0, 1, differences.Length - 1, -Math.Abs(mean / error))
                    : mean == 0 ? 1
                    : 0
            );
        }
    }
}
