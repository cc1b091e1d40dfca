using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>Shows two observers what routers decide, the second also from what.</summary>
internal sealed record BothObservers(IRoutingObserver First, ILogitObserver Second) : ILogitObserver
{
    public void ObserveLogits(int layer, Tensor logits) => Second.ObserveLogits(layer, logits);

    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        First.Observe(layer, experts, weights);
        Second.Observe(layer, experts, weights);
    }
}
