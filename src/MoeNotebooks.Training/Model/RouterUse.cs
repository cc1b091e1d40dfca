using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>What the routers of a forward pass did: how often each expert was chosen, and the balance loss of that.</summary>
internal sealed class RouterUse
{
    private readonly Dictionary<int, int[]> _counts = [];

    /// <summary>How often each expert of a layer was chosen.</summary>
    public IReadOnlyDictionary<int, int[]> Counts => _counts;

    /// <summary>
    /// DeepSeek-V2's expert-level balance loss, summed over layers: in each the sum over experts of (share of the choices · E) · (mean score).
    /// It is least where every expert is chosen equally often. <see langword="null"/> before the first MoE layer.
    /// </summary>
    public Tensor? BalanceLoss { get; private set; }

    /// <summary>Adds one layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="scores">[T, E], the router's.</param>
    /// <param name="counts">[E], how often each expert was chosen.</param>
    public void Add(int layer, Tensor scores, int[] counts)
    {
        _counts[layer] = counts;
        var choices = (float)counts.Sum();
        var share = tensor(counts.Select(n => n * counts.Length / choices).ToArray());
        var loss = (scores.mean([0]) * share).sum();
        BalanceLoss = BalanceLoss is null ? loss : BalanceLoss.Plus(loss);
    }
}
