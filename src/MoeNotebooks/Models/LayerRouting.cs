using MoeNotebooks.Routing;

namespace MoeNotebooks.Models;

/// <summary>How one MoE layer routes.</summary>
/// <param name="K">Experts a token uses; where the policy is adaptive, the most it can use.</param>
public sealed record LayerRouting(int K)
{
    /// <summary>What becomes of the weights of the experts that stay.</summary>
    public SkippedWeights Weights { get; init; }

    /// <summary>Decides which of the K stay for each token; <see langword="null"/> where all do.</summary>
    public AdaptivePolicy? Adaptive { get; init; }

    /// <summary>The layer's number among the MoE layers, counted from 0, for <see cref="Adaptive"/>.</summary>
    public int MoeLayer { get; init; }

    /// <summary>The experts that are not pruned, ascending; <see langword="null"/> for all.</summary>
    public IReadOnlyList<int>? Kept { get; init; }

    /// <summary>Sees what is decided; <see langword="null"/> for nobody.</summary>
    public IRoutingObserver? Observer { get; init; }
}
