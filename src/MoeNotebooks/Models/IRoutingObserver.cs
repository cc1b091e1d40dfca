using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Sees which experts the tokens of a MoE layer use.</summary>
public interface IRoutingObserver
{
    /// <summary>Called once per layer and forward pass; must copy what it wants to keep.</summary>
    /// <param name="layer">The decoder layer, counted from 0.</param>
    /// <param name="experts">[N, k], whole numbers, best first; -1 in skipped slots.</param>
    /// <param name="weights">[N, k], f32; 0 in skipped slots.</param>
    void Observe(int layer, Tensor experts, Tensor weights);
}
