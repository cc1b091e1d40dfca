using System.Globalization;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>Whether newer ways to use fewer experts beat the paper's simplest, the same smaller number in every layer.</summary>
public static class BeyondVerdict
{
    /// <summary>Judges pairs of a newer way and the best of the paper's that is no faster.</summary>
    /// <param name="pairs">From <see cref="BeyondPaper.Pairs"/>.</param>
    /// <param name="measure">What they were compared by.</param>
    public static Verdict Of(IReadOnlyList<(BeyondPoint Newer, BeyondPoint Papers, Comparison Comparison)> pairs, Measure measure = Measure.Accuracy)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var families = pairs.GroupBy(pair => pair.Newer.Family).Select(family => (
            Name: family.Key,
            Better: family.Count(pair => pair.Comparison.Finding == Finding.Better),
            Worse: family.Count(pair => pair.Comparison.Finding == Finding.Worse),
            All: family.Count())).ToArray();
        var (better, worse) = (families.Count(family => family.Better > 0), families.Count(family => family.Worse > 0));
        return new Verdict(
            measure == Measure.Accuracy ? "Beyond the paper" : $"Beyond the paper, by {measure.Name().Replace('_', '-')}",
            "Choosing layers, tokens or whole steps beats the same number of experts everywhere at no less speed.",
            families.Length == 0
                ? "No newer way is as fast as one of the paper's."
                : "Ways at least as fast as predicted as one of the same number everywhere, against the best such one, answer by answer and corrected for all pairs: "
                    + string.Join("; ", families.Select(family => string.Create(CultureInfo.InvariantCulture, $"{family.Name}: {family.Better} of {family.All} better, {family.Worse} worse"))) + ".",
            families.Length > 0 && better == families.Length ? Agreement.Agrees
                : better > 0 ? Agreement.AgreesInPart
                : worse > 0 && worse == families.Length ? Agreement.Disagrees
                : Agreement.Undecided,
            ResultKind.Synthetic);
    }
}
