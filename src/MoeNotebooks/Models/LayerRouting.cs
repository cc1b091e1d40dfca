using MoeNotebooks.Routing;
using static TorchSharp.torch;

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

    /// <summary>Tokens of a step for <see cref="Adaptive"/>; see <see cref="RankedSlots.StepTokens"/>.</summary>
    public int? StepTokens { get; init; }

    /// <summary>The experts that are not pruned, ascending; <see langword="null"/> for all.</summary>
    public IReadOnlyList<int>? Kept { get; init; }

    /// <summary>[E], true for pruned experts, on the router's device: <see cref="Kept"/> made ready for many steps;
    /// <see langword="null"/> where it is not.</summary>
    internal Tensor? Pruned { get; init; }

    /// <summary>Sees what is decided; <see langword="null"/> for nobody.</summary>
    public IRoutingObserver? Observer { get; init; }

    /// <summary>
    /// [N, h], the hidden states to which the layer adds, for an <see cref="IExpertObserver"/>; <see langword="null"/>
    /// where nobody asks.
    /// </summary>
    internal Tensor? Before { get; init; }

    /// <summary>
    /// Shows the observer, if there is one, what was decided, and the router's outputs if it asks for them.
    /// </summary>
    internal void Tell(int layer, Tensor logits, ExpertAssignment assignment)
    {
        (Observer as ILogitObserver)?.ObserveLogits(layer, logits);
        Observer?.Observe(layer, assignment.Experts, assignment.Weights);
    }

    /// <summary>The same with <see cref="Pruned"/> on a device, to be disposed of by the caller.</summary>
    internal LayerRouting OnDevice(int experts, Device device)
    {
        using var scope = NewDisposeScope();
        return this with { Pruned = MakePruned(experts, device)?.DetachFromDisposeScope() };
    }

    /// <summary>[E], true for pruned experts; <see langword="null"/> where all are kept.</summary>
    internal Tensor? MakePruned(int experts, Device device)
    {
        if (Kept is null)
        {
            return null;
        }

        var pruned = Enumerable.Repeat(true, experts).ToArray();
        foreach (var e in Kept)
        {
            pruned[e] = false;
        }

        return tensor(pruned).to(device);
    }
}
