using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>
/// What the routers of a forward pass did: how often each expert was chosen, and the balance loss of that.
/// </summary>
internal sealed class RouterUse : IDisposable
{
    private readonly Dictionary<int, Tensor> _counts = [];

    /// <summary>How often each expert of a layer was chosen.</summary>
    public IReadOnlyDictionary<int, Tensor> Counts => _counts;

    /// <summary>
    /// DeepSeek-V2's expert-level balance loss, summed over layers: in each the sum over experts of (share of the
    /// choices · E) · (mean score). It is least where every expert is chosen equally often. <see langword="null"/>
    /// before the first MoE layer.
    /// </summary>
    public Tensor? BalanceLoss { get; private set; }

    /// <summary>Adds one layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="scores">[T, E], the router's.</param>
    /// <param name="counts">[E], how often each expert was chosen.</param>
    public void Add(int layer, Tensor scores, Tensor counts)
    {
        _counts[layer] = counts.DetachFromDisposeScope();
        var share = counts.Times((double)counts.shape[0]).div(counts.sum());
        var loss = (scores.mean([0]) * share).sum();
        BalanceLoss = BalanceLoss is null ? loss : BalanceLoss.Plus(loss);
    }

    /// <summary>Frees the counts; the loss belongs to the caller's scope.</summary>
    public void Dispose()
    {
        foreach (var counts in _counts.Values)
        {
            counts.Dispose();
        }
    }
}
