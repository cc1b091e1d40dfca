using System.ComponentModel;
using MoeNotebooks.Errors;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Verdicts;

/// <summary>What the later choices of one layer's tokens weigh, and what skipping them there alone does.</summary>
/// <param name="Model">The model.</param>
/// <param name="Scoring">How its router makes scores.</param>
/// <param name="Layer">The decoder layer.</param>
/// <param name="Experts">Experts per token that stay.</param>
/// <param name="Weight">The share of a token's weights that the others have, in percent: the mean over tokens.</param>
/// <param name="Divergence">How far predictions move when they are skipped in this layer alone, in nats per
/// token.</param>
public sealed record LayerTail(
    string Model,
    Scoring Scoring,
    int Layer,
    int Experts,
    [property: DisplayName("Weight of the tail (%)")] double Weight,
    [property: DisplayName("Moves predictions by (nats)")] double Divergence
)
{
    /// <summary>Joins what was counted with what was tried.</summary>
    /// <param name="summary">The counts, recorded as trained and with weights.</param>
    /// <param name="skipped">Layers that used fewer experts.</param>
    /// <exception cref="MoeUsageException">Weights were not recorded.</exception>
    public static IReadOnlyList<LayerTail> Of(RoutingSummary summary, IReadOnlyList<SkippedLayer> skipped)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(skipped);
        return summary.Layers.Any(layer => layer.ShareByRank.Count == 0)
            ? throw new MoeUsageException("trace", "has no weights, so that there is no tail")
            :
            [
                .. skipped.Select(one => new LayerTail(
                    summary.Header.Model,
                    summary.Header.Rule.Scoring,
                    one.Layer,
                    one.K,
                    100 * summary.Layers.Single(layer => layer.Layer == one.Layer).ShareByRank.Skip(one.K).Sum(),
                    one.Divergence
                )),
            ];
    }
}
