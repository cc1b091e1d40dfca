using System.ComponentModel;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// The same experts skipped under a model's own rule for weights and under the other kind's: what renormalising is
/// worth.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Experts">Experts of a MoE layer, of those trained.</param>
/// <param name="OtherRule">What the other rule does.</param>
/// <param name="OwnLoss">Change against the full model under the model's own rule, in points.</param>
/// <param name="OtherLoss">Under the other rule.</param>
/// <param name="Difference">Other less own, answer by answer, in points.</param>
/// <param name="Low">Lower end of its 95 % interval, corrected for the number of models.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Its p-value, corrected.</param>
/// <param name="Nats">Other less own in the right answer's log-likelihood, in nats.</param>
/// <param name="NatsP">Its p-value, corrected.</param>
/// <param name="Finding">What may be claimed of the other rule by accuracy: better, worse, non-inferior or
/// undecided.</param>
public sealed record RuleRow(
    string Model,
    string Experts,
    [property: DisplayName("Other rule")] string OtherRule,
    [property: DisplayName("Own rule (points)")] double OwnLoss,
    [property: DisplayName("Other rule (points)")] double OtherLoss,
    double Difference,
    [property: DisplayName("Low (95 %, corrected)")] double Low,
    [property: DisplayName("High (95 %, corrected)")] double High,
    [property: DisplayName("p")] double P,
    [property: DisplayName("Difference (nats)")] double Nats,
    [property: DisplayName("p (nats)")] double NatsP,
    string Finding
)
{
    /// <summary>A row for each model whose sweep has one number of experts under both rules.</summary>
    /// <param name="models">The sweeps.</param>
    public static IReadOnlyList<RuleRow> Of(IReadOnlyList<MiniSkipping> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var pairs = (
            from model in models
            from other in model.Points
            where other.Policy is TopK && other.Policy.Weights != SkippedWeights.ArchitectureDefault
            let own = model.Uniform.FirstOrDefault(point => point.Experts[0] == other.Experts[0])
            where own is not null
            select (Model: model, Own: own, Other: other)
        ).ToArray();
        var (points, nats) = (Compare(Measure.Accuracy), Compare(Measure.LogLikelihood));
        return
        [
            .. pairs.Select(
                (pair, i) =>
                    new RuleRow(
                        pair.Model.Curve.Name,
                        $"{pair.Own.Experts[0]} of {pair.Model.Curve.Trained}",
                        Words(pair.Other.Policy.Weights),
                        (100 * pair.Own.Mean) - pair.Model.Curve.Baseline,
                        (100 * pair.Other.Mean) - pair.Model.Curve.Baseline,
                        100 * points[i].Mean.Difference,
                        100 * points[i].Corrected.Low,
                        100 * points[i].Corrected.High,
                        points[i].CorrectedP,
                        nats[i].Mean.Difference,
                        nats[i].CorrectedP,
                        points[i].Finding.InWords()
                    )
            ),
        ];

        IReadOnlyList<Comparison> Compare(Measure measure) =>
            BaselineComparison.Compare([
                .. pairs.Select(pair => (pair.Model.Curve.Name, pair.Other.PairWith(pair.Own, measure))),
            ]);
    }

    private static string Words(SkippedWeights weights) =>
        weights switch
        {
            SkippedWeights.Keep => "weights kept, the routed part shrinks",
            SkippedWeights.RescaleToOriginalMass => "weights rescaled, the routed part keeps its size",
            _ => "weights sum to one",
        };
}
