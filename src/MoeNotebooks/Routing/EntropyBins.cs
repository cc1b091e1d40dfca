using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Native;
using TorchSharp;

namespace MoeNotebooks.Routing;

/// <summary>
/// A token uses as many experts as the router is unsure: the entropy of its scores over all experts, in nats, falls
/// into one of the bins that the thresholds part, and each bin has its number. Sigmoid scores are divided by their sum
/// first.
/// </summary>
/// <remarks>The rule published as "Adaptive-K". The entropy is at most ln E: 2.08 for 8 experts, 4.16 for 64.</remarks>
/// <param name="Thresholds">Ascending, at least one; an entropy equal to one belongs to the bin above it.</param>
/// <param name="Ks">Experts per token in each bin, one more than there are thresholds.</param>
public sealed record EntropyBins(IReadOnlyList<double> Thresholds, IReadOnlyList<int> Ks) : AdaptivePolicy
{
    /// <summary>Ascending, at least one, in nats; an entropy equal to one belongs to the bin above it.</summary>
    public IReadOnlyList<double> Thresholds { get; init; } = CheckedThresholds(Thresholds);

    /// <summary>Experts per token in each bin, one more than there are thresholds.</summary>
    public IReadOnlyList<int> Ks { get; init; } =
        Ks.Count == Thresholds.Count + 1
            ? Ks.Select((k, i) => AtLeastOne($"k of bin {i + 1}", k)).ToArray()
            : throw new MoeUsageException(
                "ks",
                $"has {Ks.Count} numbers; {Thresholds.Count} thresholds part {Thresholds.Count + 1} bins"
            );

    /// <inheritdoc/>
    protected override string Name =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"entropy [{string.Join(',', Thresholds.Select(t => t.ToString(CultureInfo.InvariantCulture)))}] gives [{string.Join(',', Ks)}]"
        );

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) => Enumerable.Repeat(Ks.Max(), moeLayers).ToArray();

    /// <inheritdoc/>
    public override torch.Tensor Decide(RankedSlots slots)
    {
        using var scope = torch.NewDisposeScope();
        var scores = slots.AllScores.to_type(torch.ScalarType.Float64); // [N, E]
        var entropy = torch.special.entr(scores / scores.sum(1, keepdim: true)).sum(1, keepdim: true); // [N, 1], -Σ p ln p
        var k = torch.zeros_like(entropy).Add_((double)Ks[0]); // [N, 1]
        foreach (var (bin, threshold) in Thresholds.Index())
        {
            using var held = threshold.ToScalar();
            k.Add_(entropy.ge(held).to_type(torch.ScalarType.Float64).Times((double)(Ks[bin + 1] - Ks[bin])));
        }

        // The first k slots
        return slots.Keep(torch.ones_like(slots.Experts).cumsum(1).le(k)).MoveToOuterDisposeScope();
    }

    /// <summary>Equal when the numbers and the weights' rule are.</summary>
    /// <param name="other">The other policy.</param>
    public bool Equals(EntropyBins? other) =>
        other is not null
        && Weights == other.Weights
        && Thresholds.SequenceEqual(other.Thresholds)
        && Ks.SequenceEqual(other.Ks);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Ks.Aggregate(
            Thresholds.Aggregate(HashCode.Combine(nameof(EntropyBins), Weights), HashCode.Combine),
            HashCode.Combine
        );

    private static double[] CheckedThresholds(IReadOnlyList<double> thresholds) =>
        thresholds.Count > 0
        && thresholds[0] >= 0
        && thresholds.Zip(thresholds.Skip(1)).All(pair => pair.First < pair.Second)
        && double.IsFinite(thresholds[^1])
            ? [.. thresholds]
            : throw new MoeUsageException(
                "thresholds",
                $"are [{string.Join(", ", thresholds.Select(t => t.ToString(CultureInfo.InvariantCulture)))}]; at least one is needed, from 0 on and ascending"
            );
}
