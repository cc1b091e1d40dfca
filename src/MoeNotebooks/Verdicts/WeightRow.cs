using System.ComponentModel;
using System.Globalization;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>What skipping does to a token's weights: one router's outputs under one rule.</summary>
/// <param name="Router">How outputs become scores, and whether the weights are renormalised.</param>
/// <param name="Experts">Experts that stay.</param>
/// <param name="Weights">Their weights, best first.</param>
/// <param name="Sum">What they sum to: the size of what the routed experts add.</param>
/// <param name="OfTrained">That as a share of what it is with all experts.</param>
public sealed record WeightRow(
    string Router,
    int Experts,
    string Weights,
    double Sum,
    [property: DisplayName("Of trained")] double OfTrained
)
{
    /// <summary>
    /// The same outputs under a router of V2-Lite's kind (softmax, not renormalised) and one of V3's (sigmoid,
    /// renormalised).
    /// </summary>
    /// <param name="logits">The router's outputs, one per expert.</param>
    /// <param name="trained">Experts per token as trained.</param>
    /// <param name="active">Experts that stay.</param>
    public static IReadOnlyList<WeightRow> Of(IReadOnlyList<float> logits, int trained, int active) =>
        [
            .. from rule in new[]
            {
                new RouterRule(logits.Count, trained, Scoring.Softmax),
                new RouterRule(logits.Count, trained, Scoring.Sigmoid) { Renormalise = true },
            }
            from k in new[] { trained, active }
            select Row(rule, [.. logits], k),
        ];

    private static WeightRow Row(RouterRule rule, float[] logits, int k)
    {
        var (weights, whole) = (Weigh(rule, logits, k), Weigh(rule, logits, rule.TrainedTopK));
        return new(
            $"{rule.Scoring.ToString().ToLowerInvariant()}, {(rule.Renormalise ? "renormalised" : "as they are")}",
            k,
            string.Join("  ", weights.Select(weight => weight.ToString("0.000", CultureInfo.InvariantCulture))),
            weights.Sum(),
            weights.Sum() / whole.Sum()
        );
    }

    private static float[] Weigh(RouterRule rule, float[] logits, int k)
    {
        var (experts, weights) = (new int[k], new float[k]);
        TokenRouting.Assign(rule, logits, [], [], SkippedWeights.ArchitectureDefault, experts, weights);
        return weights;
    }
}
