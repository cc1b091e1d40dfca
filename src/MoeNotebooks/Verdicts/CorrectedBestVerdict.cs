using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>Whether the best of many allocations beats the full model on questions that did not choose it.</summary>
public static class CorrectedBestVerdict
{
    /// <summary>
    /// By accuracy, as the paper claims it; what was chosen by a graded measure is told in the table.
    /// </summary>
    /// <param name="rows">From <see cref="CorrectedBest.Of"/>.</param>
    /// <param name="kind">Where the numbers come from.</param>
    public static Verdict Of(IReadOnlyList<CorrectedBest> rows, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CorrectedBest[] by = [.. rows.Where(row => row.ChosenBy == "accuracy")];
        var (better, worse) = (
            by.Count(row => row.Finding == Finding.Better.InWords()),
            by.Count(row => row.Finding == Finding.Worse.InWords())
        );
        return new Verdict(
            "Figure 4, mini models, best allocation",
            "(6,8,8,61) scores 73.3 against the full model's 73.0: fewer experts, better answers.",
            by.Length == 0
                ? "There are too few questions to choose by some and judge by others."
                : string.Join("; ", by.Select(Text))
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $". Of {by.Length} best allocations {better} are better than the full model on questions never chosen by, {worse} worse."
                    ),
            better > 0 ? (worse > 0 ? Agreement.AgreesInPart : Agreement.Agrees)
                : worse > 0 && worse == by.Length ? Agreement.Disagrees
                : Agreement.Undecided,
            kind
        );
    }

    private static string Text(CorrectedBest row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Model}: {row.Best}, the best of {row.Looked}, {row.Chosen:+0.00;-0.00;0.00} points where it was chosen, {row.Unseen:+0.00;-0.00;0.00} unseen ({row.Low:0.00} to {row.High:0.00}, {PValue.InWords(row.P)})"
        );
}
