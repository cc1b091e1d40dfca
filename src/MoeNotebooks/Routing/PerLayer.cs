using MoeNotebooks.Errors;

namespace MoeNotebooks.Routing;

/// <summary>A number of experts for each MoE layer, given one by one.</summary>
/// <param name="K">Experts a token uses, one number per MoE layer, each at least 1.</param>
public sealed record PerLayer(IReadOnlyList<int> K) : RoutingPolicy
{
    /// <summary>Experts a token uses, one number per MoE layer, each at least 1.</summary>
    public IReadOnlyList<int> K { get; init; } = K.Select((k, i) => AtLeastOne($"k of MoE layer {i + 1}", k)).ToArray();

    /// <inheritdoc/>
    protected override string Name => $"k=[{string.Join(',', K)}]";

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) =>
        K.Count == moeLayers
            ? [.. K]
            : throw new MoeUsageException(
                "k per layer",
                $"has {K.Count} numbers; the model has {moeLayers} MoE layers"
            );

    /// <summary>Equal when the numbers and the weights' rule are.</summary>
    /// <param name="other">The other policy.</param>
    public bool Equals(PerLayer? other) => other is not null && Weights == other.Weights && K.SequenceEqual(other.K);

    /// <inheritdoc/>
    public override int GetHashCode() => K.Aggregate(HashCode.Combine(nameof(PerLayer), Weights), HashCode.Combine);
}
