using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MoeNotebooks.Errors;
using MoeNotebooks.Native;
using TorchSharp;

namespace MoeNotebooks.Routing;

/// <summary>
/// The primary experts of a step are those that some token has among its first k0. A slot of any other expert is
/// computed by the primary one that is most similar to it, with the weight that it had; an expert that no primary one
/// resembles by at least ρ is critical and stays. So a step reads fewer experts, and no token loses a slot. ρ above 1,
/// or k0 = K, is plain top-k.
/// </summary>
/// <remarks>After SERE (arXiv 2602.07616). <c>Calibration.Similarity</c> measures the similarities. A token can come to
/// use one expert twice; it then weighs what both slots weigh.</remarks>
/// <param name="K0">Experts that a token brings into the step.</param>
/// <param name="Rho">ρ, the least similarity for which a slot is re-routed.</param>
/// <param name="Similarity">One list per MoE layer: E · E numbers from -1 to 1, row by row, how similar expert f's
/// outputs are to expert e's.</param>
public sealed record SimilarityReroute(int K0, double Rho, IReadOnlyList<IReadOnlyList<double>> Similarity) : StepPolicy
{
    /// <summary>Experts that a token brings into the step.</summary>
    public int K0 { get; init; } = AtLeastOne("k0", K0);

    /// <summary>ρ, the least similarity for which a slot is re-routed.</summary>
    public double Rho { get; init; } =
        double.IsFinite(Rho) ? Rho : throw new MoeUsageException("rho", "is not a number");

    /// <summary>One list per MoE layer: E · E numbers from -1 to 1, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Similarity { get; init; } =
    [
        .. Similarity.Select(
            (layer, i) =>
                layer is { Count: > 0 }
                && Math.Sqrt(layer.Count) % 1 == 0
                && layer.All(value => value is >= -1 and <= 1)
                    ? layer.ToArray()
                    : throw new MoeUsageException(
                        $"similarity of MoE layer {i + 1}",
                        $"has {layer?.Count ?? 0} numbers; it is a square of numbers from -1 to 1"
                    )
        ),
    ];

    /// <inheritdoc/>
    protected override string Name =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"re-routed to the step's own {K0} from a similarity of {Rho} ({Digest()})"
        );

    /// <inheritdoc/>
    internal override bool KeepsScores => true;

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) =>
        Similarity.Count != moeLayers
            ? throw new MoeUsageException(
                "similarity",
                $"has {Similarity.Count} layers; the model has {moeLayers} MoE layers"
            )
        : K0 > trained ? throw new MoeUsageException("k0", $"is {K0}; a token uses at most {trained} experts")
        : Enumerable.Repeat(trained, moeLayers).ToArray();

    /// <inheritdoc/>
    public override torch.Tensor Decide(RankedSlots slots)
    {
        using var scope = torch.NewDisposeScope();
        var (tokens, k, count) = (slots.Experts.shape[0], slots.Experts.shape[1], slots.AllScores.shape[1]);
        var experts = slots.Experts.clamp(min: Held.Zero); // [N, K]
        var primary = slots.Union(K0); // [N, E]
        var alike = Square(slots.Layer, count)
            .to(experts.device)
            .At(experts.flatten())
            .view(tokens, k, count)
            .masked_fill(primary.eq(Held.Zero).unsqueeze(1), Held.MinusInfinity); // [N, K, E]
        var (best, target) = alike.max(-1); // [N, K] each
        using var least = Rho.ToScalar();
        var moved = best.ge(least)
            .masked_fill(primary.gather(1, experts), Held.Zero)
            .masked_fill(slots.Experts.lt(Held.Zero), Held.Zero); // [N, K]
        return slots
            .Experts.Plus(target.Minus(slots.Experts) * moved.to_type(torch.ScalarType.Int64))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Equal when the numbers and the weights' rule are.</summary>
    /// <param name="other">The other policy.</param>
    public bool Equals(SimilarityReroute? other) =>
        other is not null
        && Weights == other.Weights
        && K0 == other.K0
        && Rho.Equals(other.Rho)
        && Similarity.Count == other.Similarity.Count
        && Similarity.Zip(other.Similarity).All(layer => layer.First.SequenceEqual(layer.Second));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(nameof(SimilarityReroute), Weights, K0, Rho, Similarity.Count);

    private torch.Tensor Square(int layer, long experts) =>
        Similarity[layer].Count == experts * experts
            ? torch.tensor((double[])Similarity[layer], [experts, experts])
            : throw new MoeUsageException(
                $"similarity of MoE layer {layer + 1}",
                $"has {Similarity[layer].Count} numbers; the model has {experts} experts, {experts * experts} pairs"
            );

    private string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var layer in Similarity)
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>((double[])layer));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..8];
    }
}
