using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Paper;
using MoeNotebooks.Results;
using Verdict = MoeNotebooks.Results.Verdict;

namespace MoeNotebooks.Verdicts;

/// <summary>What the claims of figure 4 come to, from the paper's own rows or from rows measured here.</summary>
public static class SkippingVerdicts
{
    /// <summary>Figure 4a: what two experts in every layer cost.</summary>
    /// <param name="curve">The model's allocations.</param>
    public static Verdict TwoExperts(AccuracyCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        double[] scores = [.. curve.Points.Where(point => point.Experts.All(k => k == 2)).Select(point => point.Accuracy)];
        var (mean, best) = (Change(scores.Average(), curve), Change(scores.Max(), curve));
        return new Verdict(
            $"Figure 4a, {curve.Name}",
            "Two experts in every layer cost 7.5 % on average, 6 % at best.",
            Text($"{mean:F1} % on average over {scores.Length} rows, {best:F1} % at best, of the full model's {curve.Baseline:F1}. ")
            + "A loss this large is far outside sampling error; its exact size depends on which rows count as 'two experts'.",
            Math.Abs(mean + 7.5) <= 1 ? Agreement.Agrees : mean < -3 ? Agreement.AgreesInPart : Agreement.Disagrees,
            curve.Kind);
    }

    /// <summary>Figure 4a: how little a moderate cut costs.</summary>
    /// <param name="curve">The model's allocations.</param>
    /// <param name="share">The share of the trained number of experts that stays; the paper's is 3.3 of 6.</param>
    public static Verdict ModerateCut(AccuracyCurve curve, double share = 3.3 / 6)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var best = curve.Points.Where(point => point.MeanExperts <= share * curve.Trained).MaxBy(point => point.Accuracy)!;
        var change = Change(best.Accuracy, curve);
        return new Verdict(
            $"Figure 4, {curve.Name}, 55 % of the experts",
            "With 3.3 of 6 experts on average, accuracy stays within 1 %.",
            Text($"The best allocation with at most {share * curve.Trained:F1} experts on average is {best.Name} with {best.MeanExperts:F2}: ")
            + Text($"{best.Accuracy:F1}, which is {change:+0.0;-0.0} % against the full model. It is the best of several, so the ")
            + "same allocation would do a little worse on new questions.",
            change >= -1 ? Agreement.Agrees : change >= -3 ? Agreement.AgreesInPart : Agreement.Disagrees,
            curve.Kind);
    }

    /// <summary>Figure 4: whether the first or the last layers need the experts more.</summary>
    /// <param name="curve">The model's allocations.</param>
    /// <param name="descendingClaimed">Whether the paper calls descending allocations best; ascending ones otherwise.</param>
    public static Verdict Direction(AccuracyCurve curve, bool descendingClaimed)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var pairs = MirrorPairs.Of(curve.Points);
        var (won, lost) = (pairs.Count(pair => pair.Difference > 1e-9), pairs.Count(pair => pair.Difference < -1e-9));
        var p = McNemar.ExactP(won, lost);
        var difference = pairs.Count == 0 ? 0 : pairs.Average(pair => pair.Difference);
        var supports = descendingClaimed ? difference > 0 : difference < 0;
        return new Verdict(
            $"Figure 4, {curve.Name}, direction",
            descendingClaimed ? "Descending allocations are best." : "Ascending allocations are best.",
            Text($"Of {pairs.Count} pairs of mirror images, which have the same experts in the opposite order, the descending one is better in {won}, ")
            + Text($"the ascending one in {lost} (sign test p {(p < 0.0001 ? "< 0.0001" : $"= {p:0.0000}")}); {difference:+0.00;-0.00} points on average. ")
            + "Pairs share layers and questions, so the sign test is only a guide.",
            p > 0.05 ? Agreement.Undecided : supports ? Agreement.Agrees : Agreement.Disagrees,
            curve.Kind);
    }

    /// <summary>Figure 4b: whether the best row is better than the full model.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="full">The row of the full model.</param>
    public static Verdict BestRow(IReadOnlyList<AllocationRow> rows, AllocationRow full)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(full);
        var best = rows.MaxBy(row => row.Scores.Mean)!;
        var (gain, error) = (best.Scores.Mean - full.Scores.Mean, full.Scores.StandardError);
        return new Verdict(
            $"Figure 4b, row {best.Name}",
            "(6,8,8,61) scores 73.3 against the full model's 73.0: fewer experts, better answers.",
            Text($"The best of {rows.Count} rows is {best.Name}: {gain:F2} points above {full.Name}, where one standard error of such a mean is {error:F2} ")
            + "points. As the largest of many noisy rows it must lie above its true value. A tie, which is still a good result for fewer experts.",
            gain > 1.96 * error ? Agreement.Agrees : Agreement.AgreesInPart,
            ResultKind.Quoted);
    }

    private static double Change(double accuracy, AccuracyCurve curve) => 100 * ((accuracy / curve.Baseline) - 1);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
