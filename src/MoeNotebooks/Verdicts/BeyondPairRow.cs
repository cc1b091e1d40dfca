using System.ComponentModel;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Verdicts;

/// <summary>A pair as a row of a table: points for accuracy, nats for a graded measure.</summary>
/// <param name="Model">The model.</param>
/// <param name="Family">Which kind of way it is.</param>
/// <param name="Way">The way.</param>
/// <param name="Control">The same number everywhere at equal cost.</param>
/// <param name="Speedup">The predicted speed of both, times the trained model's.</param>
/// <param name="Difference">What the way gains over the control.</param>
/// <param name="Low">Lower end of the interval, corrected for all pairs.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">The p-value, corrected for all pairs.</param>
/// <param name="SmallestSeen">The smallest true difference that the comparison finds in four cases of five.</param>
/// <param name="Finding">What may be claimed.</param>
public sealed record BeyondPairRow(
    string Model,
    string Family,
    string Way,
    string Control,
    [property: DisplayName("Speedup (predicted)")] double Speedup,
    double Difference,
    double Low,
    double High,
    [property: DisplayName("p (corrected)")] double P,
    [property: DisplayName("Smallest seen")] double SmallestSeen,
    string Finding
)
{
    /// <summary>The rows of pairs.</summary>
    /// <param name="pairs">From <see cref="BeyondPaper.Pairs"/>.</param>
    /// <param name="measure">What they were compared by.</param>
    public static IReadOnlyList<BeyondPairRow> Of(IReadOnlyList<BeyondPair> pairs, Measure measure = Measure.Accuracy)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var scale = measure.Told().Scale;
        return
        [
            .. pairs.Select(pair => new BeyondPairRow(
                pair.Way.Model,
                pair.Way.Family,
                pair.Way.Name,
                pair.Control,
                pair.Way.Speedup,
                scale * pair.Comparison.Mean.Difference,
                scale * pair.Comparison.Corrected.Low,
                scale * pair.Comparison.Corrected.High,
                pair.Comparison.CorrectedP,
                scale * pair.Comparison.SmallestSeen,
                pair.Comparison.Finding.InWords()
            )),
        ];
    }
}
