using System.Globalization;

namespace MoeNotebooks.Routing;

/// <summary>The same number of experts in every MoE layer.</summary>
/// <param name="K">Experts a token uses, at least 1.</param>
public sealed record TopK(int K) : RoutingPolicy
{
    /// <summary>Experts a token uses, at least 1.</summary>
    public int K { get; init; } = AtLeastOne("k", K);

    /// <inheritdoc/>
    protected override string Name => "k=" + K.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) => Enumerable.Repeat(K, moeLayers).ToArray();
}
