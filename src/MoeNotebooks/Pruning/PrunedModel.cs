using MoeNotebooks.Routing;

namespace MoeNotebooks.Pruning;

/// <summary>A model with fewer experts, to be evaluated.</summary>
/// <param name="Criterion">What the kept experts were chosen by.</param>
/// <param name="Kept">Experts kept in a MoE layer; the mean where layers differ.</param>
/// <param name="Mask">Which; <see langword="null"/> for all.</param>
public sealed record PrunedModel(string Criterion, double Kept, ExpertMask? Mask)
{
    /// <summary>Where chance began; <see langword="null"/> where there was none.</summary>
    public int? Seed { get; init; }
}
