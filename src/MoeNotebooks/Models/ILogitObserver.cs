using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Sees not only what routers decide but also what they decide it from.</summary>
public interface ILogitObserver : IRoutingObserver
{
    /// <summary>Called once per MoE layer and forward pass, just before <see cref="IRoutingObserver.Observe"/>; must
    /// copy what it wants to keep.</summary>
    /// <param name="layer">The decoder layer, counted from 0.</param>
    /// <param name="logits">[N, E], f32, the router's outputs for all experts, pruned ones too, before they become
    /// scores.</param>
    void ObserveLogits(int layer, Tensor logits);
}
