using System.Globalization;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;
using MoeNotebooks.Search;

namespace MoeNotebooks.Verdicts;

/// <summary>Whether choosing layers beats giving all the same, on questions that no choice has seen.</summary>
public static class SearchVerdict
{
    /// <summary>Judges searches of one budget.</summary>
    /// <param name="results">The searches.</param>
    public static Verdict Of(IReadOnlyList<SearchResult> results) =>
        Of([.. (results ?? throw new ArgumentNullException(nameof(results))).Select(result => (string.Empty, result))]);

    /// <summary>Judges searches on several models.</summary>
    /// <param name="results">Each with its model's name, or none.</param>
    public static Verdict Of(IReadOnlyList<(string Model, SearchResult Result)> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var corrected = MultipleComparisons.Holm([.. results.Select(search => search.Result.OnTest.Mean.PValue)]);
        bool Shown(int i, int sign) =>
            corrected[i] <= 0.05 && Math.Sign(results[i].Result.OnTest.Mean.Difference) == sign;
        var (better, worse) = (
            Enumerable.Range(0, results.Count).Count(i => Shown(i, 1)),
            Enumerable.Range(0, results.Count).Count(i => Shown(i, -1))
        );
        return new Verdict(
            "Structure search",
            "Which layers give up their experts matters: a chosen allocation beats the same number everywhere.",
            results.Count == 0
                ? "No model has experts enough to choose."
                : string.Join(
                    "; ",
                    results.Select(
                        (search, i) =>
                            (search.Model.Length > 0 ? search.Model + ", " : string.Empty)
                            + Text(search.Result, corrected[i])
                    )
                )
                    + $". {better} of {results.Count} are better than the even allocation of the same budget on questions never chosen by, {worse} worse, corrected for the {results.Count} tried.",
            better > 0 && worse == 0 ? Agreement.Agrees
                : better > 0 ? Agreement.AgreesInPart
                : worse > 0 && worse == results.Count ? Agreement.Disagrees
                : Agreement.Undecided,
            QuestionKind.Of(
                results
                    .SelectMany(search => search.Result.TestPoints)
                    .SelectMany(point => point.Tasks)
                    .Select(task => task.Task)
            )
        );
    }

    private static string Text(SearchResult result, double p)
    {
        var (scale, unit) = result.Measure.Told();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Method.ToString().ToLowerInvariant()} {scale * result.OnDevelopment.Mean.Difference:+0.000;-0.000;0.000} {unit} where it was chosen, {scale * result.OnTest.Mean.Difference:+0.000;-0.000;0.000} unseen ({PValue.InWords(p)})"
        );
    }
}
