using System.Globalization;
using MoeNotebooks.Errors;
using TorchSharp;

namespace MoeNotebooks.Routing;

/// <summary>
/// A <see cref="RelativeThreshold"/> of each layer's own: those experts stay whose score is at least β times the
/// token's best, where β is what about half of the slots reach on a calibration text. So about half of what follows the
/// first choice is skipped, where the router is sure of itself more than elsewhere.
/// </summary>
/// <remarks>The rule of NAEE (Lu et al. 2024), which has two experts per token; with more, β is the median over all
/// slots after the first. <c>Calibration.MedianRatio</c> measures it.</remarks>
/// <param name="Beta">β from 0 to 1, one number per MoE layer.</param>
public sealed record MedianRatio(IReadOnlyList<double> Beta) : AdaptivePolicy
{
    /// <summary>β from 0 to 1, one number per MoE layer.</summary>
    public IReadOnlyList<double> Beta { get; init; } =
        Beta.Select(
                (beta, i) =>
                    beta is >= 0 and <= 1
                        ? beta
                        : throw new MoeUsageException(
                            $"beta of MoE layer {i + 1}",
                            string.Create(CultureInfo.InvariantCulture, $"is {beta}; a ratio is from 0 to 1")
                        )
            )
            .ToArray();

    /// <inheritdoc/>
    protected override string Name =>
        $"median ratio [{string.Join(',', Beta.Select(beta => beta.ToString(CultureInfo.InvariantCulture)))}]";

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) =>
        Beta.Count == moeLayers
            ? Enumerable.Repeat(trained, moeLayers).ToArray()
            : throw new MoeUsageException("beta", $"has {Beta.Count} numbers; the model has {moeLayers} MoE layers");

    /// <inheritdoc/>
    // S >= β_l · best
    public override torch.Tensor Decide(RankedSlots slots) => new RelativeThreshold(Beta[slots.Layer]).Decide(slots);

    /// <summary>Equal when the numbers and the weights' rule are.</summary>
    /// <param name="other">The other policy.</param>
    public bool Equals(MedianRatio? other) =>
        other is not null && Weights == other.Weights && Beta.SequenceEqual(other.Beta);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Beta.Aggregate(HashCode.Combine(nameof(MedianRatio), Weights), HashCode.Combine);
}
