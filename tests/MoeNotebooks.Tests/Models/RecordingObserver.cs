using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>Keeps what routers decided; its tensors belong to the test's scope.</summary>
internal sealed class RecordingObserver : IRoutingObserver
{
    public List<int> Layers { get; } = [];

    public Dictionary<int, Tensor> Experts { get; } = [];

    public Dictionary<int, Tensor> Weights { get; } = [];

    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        Layers.Add(layer);
        Experts[layer] = experts.clone().DetachFromDisposeScope();
        Weights[layer] = weights.clone().DetachFromDisposeScope();
    }
}
