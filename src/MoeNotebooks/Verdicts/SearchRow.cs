using System.ComponentModel;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Search;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// A search as a row of a table: what the allocation gains over an even one of the same budget, where it was chosen and
/// where it was not.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="Experts">Experts of each MoE layer.</param>
/// <param name="Looked">Allocations looked at.</param>
/// <param name="Chosen">Gain on the questions chosen by: points, or nats for a graded measure.</param>
/// <param name="ChosenP">Its p-value, corrected for all that were looked at.</param>
/// <param name="Unseen">Gain on questions never chosen by.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="UnseenP">Its p-value.</param>
/// <param name="Shrinkage">How much of the gain was luck of the choice.</param>
/// <param name="Finding">What may be claimed, from the unseen questions.</param>
/// <param name="Accuracy">Accuracy on the unseen questions, in percent.</param>
/// <param name="EvenAccuracy">That of the even allocation.</param>
public sealed record SearchRow(
    string Method,
    string Experts,
    int Looked,
    [property: DisplayName("Gain where chosen")] double Chosen,
    [property: DisplayName("p (corrected)")] double ChosenP,
    [property: DisplayName("Gain unseen")] double Unseen,
    [property: DisplayName("Low (95 %)")] double Low,
    [property: DisplayName("High (95 %)")] double High,
    [property: DisplayName("p")] double UnseenP,
    double Shrinkage,
    string Finding,
    [property: DisplayName("Accuracy, unseen")] double Accuracy,
    [property: DisplayName("Even allocation's")] double EvenAccuracy
)
{
    /// <summary>The row of a search.</summary>
    /// <param name="result">The search.</param>
    public static SearchRow Of(SearchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var scale = result.Measure.Told().Scale;
        var (chosen, unseen) = (result.OnDevelopment, result.OnTest);
        return new(
            result.Method.ToString().ToLowerInvariant(),
            string.Join(' ', result.Policy.K),
            result.Looked,
            scale * chosen.Mean.Difference,
            chosen.CorrectedP,
            scale * unseen.Mean.Difference,
            scale * unseen.Mean.Low,
            scale * unseen.Mean.High,
            unseen.Mean.PValue,
            scale * result.Shrinkage,
            unseen.Finding is Evaluation.Statistics.Finding.NonInferior
                ? "no difference shown"
                : unseen.Finding.InWords(),
            100 * result.TestPoints[2].Mean,
            100 * result.TestPoints[1].Mean
        );
    }
}
