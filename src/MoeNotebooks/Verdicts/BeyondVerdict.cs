using System.Globalization;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Whether newer ways to use fewer experts beat the paper's simplest, the same smaller number in every layer.
/// </summary>
public static class BeyondVerdict
{
    /// <summary>Judges pairs that were compared by accuracy.</summary>
    /// <param name="pairs">From <see cref="BeyondPaper.Pairs"/>.</param>
    /// <param name="kind">Where the answers come from.</param>
    public static Verdict Of(IReadOnlyList<BeyondPair> pairs, ResultKind kind) => Of(pairs, Measure.Accuracy, kind);

    /// <summary>
    /// Judges pairs of a way and the same number everywhere at equal cost; the paper's own pruning is left out.
    /// </summary>
    /// <param name="pairs">From <see cref="BeyondPaper.Pairs"/>.</param>
    /// <param name="measure">What they were compared by.</param>
    /// <param name="kind">Where the answers come from.</param>
    public static Verdict Of(IReadOnlyList<BeyondPair> pairs, Measure measure, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var families = pairs
            .Where(pair => pair.Way.Family != BeyondPaper.SoftCount)
            .GroupBy(pair => pair.Way.Family)
            .ToArray();
        var (better, worse) = (
            families.Count(family => Count(family, Finding.Better) > 0),
            families.Count(family => Count(family, Finding.Worse) > 0)
        );
        return new Verdict(
            measure == Measure.Accuracy
                ? "Beyond the paper"
                : $"Beyond the paper, by {measure.Name().Replace('_', '-')}",
            "Choosing layers, tokens or whole steps, or better experts to prune, beats the same number of experts everywhere at equal cost.",
            families.Length == 0
                ? "No newer way costs as much as some number of experts everywhere, so that there is nothing to compare."
                : "Each way against the same number everywhere at exactly its predicted cost, answer by answer and corrected for all pairs: "
                    + string.Join("; ", families.Select(InWords))
                    + ".",
            families.Length > 0 && better == families.Length ? Agreement.Agrees
                : better > 0 ? Agreement.AgreesInPart
                : worse > 0 && worse == families.Length ? Agreement.Disagrees
                : Agreement.Undecided,
            kind
        );
    }

    private static int Count(IEnumerable<BeyondPair> pairs, Finding finding) =>
        pairs.Count(pair => pair.Comparison.Finding == finding);

    private static string InWords(IGrouping<string, BeyondPair> family) =>
        $"{family.Key}: "
        + string.Join(
            ", ",
            family
                .GroupBy(pair => pair.Way.Model)
                .Select(model =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{model.Key} {Count(model, Finding.Better)} of {model.Count()} better, {Count(model, Finding.Worse)} worse"
                    )
                )
        );
}
