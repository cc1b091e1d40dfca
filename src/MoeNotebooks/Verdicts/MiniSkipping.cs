using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>A sweep over the mini model as figure 4 and its verdicts need it: every different allocation once.</summary>
/// <param name="Curve">The allocations as points.</param>
/// <param name="Rows">The same as rows of a table, the full model first.</param>
public sealed record MiniSkipping(AccuracyCurve Curve, IReadOnlyList<AllocationResult> Rows)
{
    /// <summary>Takes a sweep whose first point is the full model.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="comparisons">Its points compared with the full model, in their order.</param>
    public static MiniSkipping Of(SweepResult sweep, IReadOnlyList<Comparison> comparisons)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        (SweepPoint Point, Comparison Comparison)[] different =
            [.. sweep.Points.Zip(comparisons).DistinctBy(pair => string.Join(' ', pair.First.Experts))];
        var full = sweep.Points[0];
        return new MiniSkipping(
            new AccuracyCurve(
                "mini model", ResultKind.Synthetic, full.Experts.Max(), 100 * full.Mean, [.. different.Select(pair => PointOf(pair.Point))]),
            [.. different.Select(pair => RowOf(pair.Point, pair.Comparison))]);
    }

    private static AccuracyPoint PointOf(SweepPoint point) =>
        new(point.Policy.ToString()!, point.Experts, 100 * point.Mean, 100 * point.StandardError);

    private static AllocationResult RowOf(SweepPoint point, Comparison comparison) => new(
        point.Policy.ToString()!,
        string.Join(' ', point.Experts),
        point.MeanExperts,
        100 * point.Mean,
        100 * point.StandardError,
        100 * comparison.Mean.Difference,
        100 * comparison.Corrected.Low,
        100 * comparison.Corrected.High,
        comparison.CorrectedP,
        comparison.Finding.InWords());
}
