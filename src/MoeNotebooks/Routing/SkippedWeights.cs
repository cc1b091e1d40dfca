namespace MoeNotebooks.Routing;

/// <summary>What happens to the weights of the experts that stay when others are skipped.</summary>
/// <remarks>
/// K is the trained number of experts per token, k the policy's; s are router scores in order of choice. Every rule's
/// result is then multiplied by the model's routed scaling factor.
/// </remarks>
public enum SkippedWeights
{
    /// <summary>What the architecture does by itself: s, or s / sum over k of s where it renormalises.</summary>
    ArchitectureDefault,

    /// <summary>
    /// Each expert keeps the weight it has at K: s, or s / sum over K of s where the architecture renormalises.
    /// </summary>
    Keep,

    /// <summary>The weights of the k experts sum to one: s / sum over k of s.</summary>
    Renormalise,

    /// <summary>The weights of the k experts sum to what those of the K sum to: s · (sum over K) / (sum over k), or s /
    /// (sum over k) where the architecture renormalises.</summary>
    RescaleToOriginalMass,
}
