using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>What skipping does to the mini model; its numbers are synthetic, its tests are not.</summary>
public static class MiniVerdicts
{
    /// <summary>How accuracy falls as experts are skipped in every layer alike, and which allocations differ from the full model.</summary>
    /// <param name="mini">The sweep.</param>
    public static Verdict Curve(MiniSkipping mini)
    {
        ArgumentNullException.ThrowIfNull(mini);
        AccuracyPoint[] uniform = [.. mini.Curve.Points.Where(point => point.Experts.Distinct().Count() == 1).OrderBy(point => point.MeanExperts)];
        var losses = string.Join(", ", uniform.Select(point => Text($"{point.MeanExperts:F0}: {point.Accuracy - mini.Curve.Baseline:+0.0;-0.0;0.0}")));
        var worse = Count(mini, Finding.Worse);
        var better = Count(mini, Finding.Better);
        var first = uniform.Length < 2 ? 0 : uniform[^1].Accuracy - uniform[^2].Accuracy;
        var last = uniform.Length < 2 ? 0 : uniform[1].Accuracy - uniform[0].Accuracy;
        return new Verdict(
            "Figure 4, mini model",
            "Accuracy falls along a curve: the first experts skipped cost little, the last ones much; some allocations beat the full model.",
            Text($"Points lost with the same number of experts everywhere: {losses}. Of {mini.Rows.Count - 1} other allocations {worse} are worse than the ")
            + Text($"full model, {better} better, {mini.Rows.Count - 1 - worse - better} indistinguishable, after correction for the number tried."),
            worse + better == 0 ? Agreement.Undecided : last <= first ? Agreement.Disagrees : better > 0 ? Agreement.Agrees : Agreement.AgreesInPart,
            ResultKind.Synthetic);
    }

    private static int Count(MiniSkipping mini, Finding finding) =>
        mini.Rows.Count(row => string.Equals(row.Verdict, finding.InWords(), StringComparison.OrdinalIgnoreCase));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
