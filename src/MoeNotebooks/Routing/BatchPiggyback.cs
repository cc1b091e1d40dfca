using MoeNotebooks.Errors;
using TorchSharp;

namespace MoeNotebooks.Routing;

/// <summary>
/// The experts of a step are those that some token has among its first k0; each token then uses its best kMax of them.
/// So a token gains experts, and the step reads none besides. k0 = kMax is plain top-k.
/// </summary>
/// <remarks>The rule of OEA, opportunistic expert activation (arXiv 2511.02237). The tokens of a step are all that run
/// at once: of a prompt, or one of each sequence; padding counts as tokens do.</remarks>
/// <param name="K0">Experts that a token brings into the step.</param>
/// <param name="KMax">The most experts that a token can use; <see langword="null"/> for the trained number.</param>
public sealed record BatchPiggyback(int K0, int? KMax = null) : StepPolicy
{
    /// <summary>Experts that a token brings into the step.</summary>
    public int K0 { get; init; } = AtLeastOne("k0", K0);

    /// <summary>The most experts that a token can use; <see langword="null"/> for the trained number.</summary>
    public int? KMax { get; init; } = KMax is { } k ? AtLeastOne("kMax", k) : null;

    /// <inheritdoc/>
    protected override string Name =>
        $"own {K0} and those of the step{(KMax is { } k ? $", at most {k}" : string.Empty)}";

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) =>
        K0 <= (KMax ?? trained)
            ? Enumerable.Repeat(KMax ?? trained, moeLayers).ToArray()
            : throw new MoeUsageException("k0", $"is {K0}; a token uses at most {KMax ?? trained} experts");

    /// <inheritdoc/>
    public override torch.Tensor Decide(RankedSlots slots)
    {
        using var scope = torch.NewDisposeScope();
        return slots.BestOf(slots.Union(K0)).MoveToOuterDisposeScope(); // [N, K], of the union of all top-k0
    }
}
