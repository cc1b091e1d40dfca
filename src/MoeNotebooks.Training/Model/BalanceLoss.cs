using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>
/// DeepSeek-V2's expert-level balance loss, summed over layers: in each the sum over experts of (share of the choices · E) · (mean score).
/// It is least where every expert is chosen equally often.
/// </summary>
internal sealed class BalanceLoss
{
    /// <summary>The sum so far; <see langword="null"/> before the first MoE layer.</summary>
    public Tensor? Sum { get; private set; }

    /// <summary>Adds one layer.</summary>
    /// <param name="scores">[T, E], the router's.</param>
    /// <param name="counts">[E], how often each expert was chosen.</param>
    public void Add(Tensor scores, int[] counts)
    {
        var choices = (float)counts.Sum();
        var share = tensor(counts.Select(n => n * counts.Length / choices).ToArray());
        var loss = (scores.mean([0]) * share).sum();
        Sum = Sum is null ? loss : Sum.Plus(loss);
    }
}
