using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>What skipping does to the mini model; its numbers are synthetic, its tests are not.</summary>
public static class MiniVerdicts
{
    /// <summary>
    /// How accuracy falls as experts are skipped in every layer alike, and which allocations differ from the full
    /// model.
    /// </summary>
    /// <param name="mini">The sweep.</param>
    public static Verdict Curve(MiniSkipping mini)
    {
        ArgumentNullException.ThrowIfNull(mini);
        AccuracyPoint[] uniform =
        [
            .. mini
                .Own.Where(i => i < mini.Curve.Points.Count)
                .Select(i => mini.Curve.Points[i])
                .Where(point => point.MeasuredExperts is null && point.Experts.Distinct().Count() == 1)
                .OrderBy(point => point.MeanExperts),
        ];
        var losses = string.Join(
            ", ",
            uniform.Select(point => Text($"{point.Name}: {point.Accuracy - mini.Curve.Baseline:+0.0;-0.0;0.0}"))
        );
        var (worse, better, same) = (
            Count(mini, Finding.Worse),
            Count(mini, Finding.Better),
            Count(mini, Finding.NonInferior)
        );
        var others = mini.Rows.Count - 1;
        return new Verdict(
            $"Figure 4, {mini.Curve.Name}",
            "Accuracy falls along a curve: the first experts skipped cost little, the last ones much; some allocations beat the full model.",
            Text(
                $"Points lost with the same number of experts everywhere: {losses}; {BendText(mini.Bend)}. Of {others} other allocations {worse} are worse than the "
            )
                + Text(
                    $"full model, {better} better, {same} non-inferior (a loss of a point or more is ruled out), {others - worse - better - same} undecided, after correction for the "
                )
                + Text(
                    $"number tried; a difference of {SmallestSeen(mini):0.0} points would have been seen in four cases of five."
                ),
            mini.Bend?.Finding switch
            {
                Finding.Better => better > 0 ? Agreement.Agrees : Agreement.AgreesInPart,
                Finding.Worse => Agreement.Disagrees,
                _ => Agreement.Undecided,
            },
            mini.Curve.Kind
        );
    }

    /// <summary>The same for several models.</summary>
    /// <param name="models">The sweeps.</param>
    public static Verdict Curve(IReadOnlyList<MiniSkipping> models) =>
        OverModels.Of(
            string.Empty,
            "Accuracy falls along a curve: the first experts skipped cost little, the last ones much; some allocations beat the full model.",
            models,
            Curve
        );

    /// <summary>
    /// How little a moderate cut costs: whether some allocation within it is within one percent, with what certainty.
    /// </summary>
    /// <param name="mini">The sweep.</param>
    /// <param name="share">The share of the trained number of experts that stays; the paper's is 3.3 of 6.</param>
    public static Verdict ModerateCut(MiniSkipping mini, double share = 3.3 / 6)
    {
        ArgumentNullException.ThrowIfNull(mini);
        var margin = -0.01 * mini.Curve.Baseline; // one percent in points
        AllocationResult[] cut =
        [
            .. mini.Own.Select(i => mini.Rows[i]).Where(row => row.MeanExperts <= share * mini.Curve.Trained),
        ];
        AllocationResult[] holding = [.. cut.Where(row => row.CorrectedLow95 > margin)];
        var best = cut.MaxBy(row => row.CorrectedLow95);
        return new Verdict(
            $"Figure 4, {mini.Curve.Name}, 55 % of the experts",
            "With 3.3 of 6 experts on average, accuracy stays within 1 %.",
            best is null
                ? "No allocation uses so few."
                : Text(
                    $"{holding.Length} of {cut.Length} allocations with at most {share * mini.Curve.Trained:F1} experts on average lose less than 1 % for certain, {cut.Count(row => row.CorrectedHigh95 < margin)} lose more for certain. "
                )
                    + Text(
                        $"The surest is {best.Policy} with {best.MeanExperts:F2}: {best.Difference:+0.00;-0.00;0.00} points, {best.CorrectedLow95:0.00} to {best.CorrectedHigh95:0.00} at 95 %, corrected for having looked at {mini.Rows.Count - 1}."
                    ),
            holding.Length > 0 ? Agreement.Agrees
                : cut.Length > 0 && cut.All(row => row.CorrectedHigh95 < margin) ? Agreement.Disagrees
                : Agreement.Undecided,
            mini.Curve.Kind
        );
    }

    /// <summary>The same for several models.</summary>
    /// <param name="models">The sweeps.</param>
    public static Verdict ModerateCut(IReadOnlyList<MiniSkipping> models) =>
        OverModels.Of(
            "55 % of the experts",
            "With 3.3 of 6 experts on average, accuracy stays within 1 %.",
            models,
            mini => ModerateCut(mini)
        );

    private static string BendText(Comparison? bend) =>
        bend is null
            ? "too few numbers to see a bend"
            : Text(
                $"the last step costs {200 * bend.Mean.Difference:0.0} points more than the first ({200 * bend.Corrected.Low:0.0} to {200 * bend.Corrected.High:0.0} at 95 %)"
            );

    private static double SmallestSeen(MiniSkipping mini) => mini.Rows.Max(row => row.SmallestSeen);

    private static int Count(MiniSkipping mini, Finding finding) =>
        mini.Rows.Skip(1).Count(row => row.Finding == finding.InWords());

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
