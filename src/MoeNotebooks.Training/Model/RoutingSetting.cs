using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>What a forward pass is told about routing, and what it tells back.</summary>
/// <param name="K">Experts a token uses.</param>
/// <param name="Keep">For each MoE layer the kept experts, or <see langword="null"/> for all.</param>
internal sealed record RoutingSetting(int K, IReadOnlyList<bool[]>? Keep = null)
{
    /// <summary>The load-balancing loss, summed over layers; <see langword="null"/> before the first MoE layer.</summary>
    public Tensor? Balance { get; private set; }

    /// <summary>For each MoE layer and expert the number of tokens, once <see cref="Observe"/>.</summary>
    public List<long[]> Counts { get; } = [];

    /// <summary>For each MoE layer and expert the sum of its weights (soft count).</summary>
    public List<double[]> Soft { get; } = [];

    /// <summary>For each MoE layer and rank the sum of the weights.</summary>
    public List<double[]> Mass { get; } = [];

    /// <summary>Whether counts are kept (evaluation) or the balance loss is built (training).</summary>
    public bool Observe { get; init; }

    /// <summary>[rows] the places that count, among the tokens of a pass; <see langword="null"/> for all.</summary>
    public Tensor? Places { get; set; }

    /// <summary>Takes note of one layer's routing.</summary>
    public void Note(int layer, Tensor scores, Tensor weight, Tensor chosen, int[] counts)
    {
        if (Observe)
        {
            Count(layer, Placed(weight), Placed(chosen), counts.Length);
            return;
        }

        // DeepSeek-V2's expert-level balance loss: sum over experts of (share of choices x E) x (mean score)
        var share = tensor(counts.Select(n => n * (float)counts.Length / chosen.numel()).ToArray());
        var loss = (scores.mean([0]) * share).sum();
        Balance = Balance is null ? loss : Balance.Plus(loss);
    }

    private Tensor Placed(Tensor x) => Places is { } places ? x.index_select(0, places) : x; // [rows, k]

    private void Count(int layer, Tensor weight, Tensor chosen, int experts)
    {
        if (Counts.Count == layer)
        {
            Counts.Add(new long[experts]);
            Soft.Add(new double[experts]);
            Mass.Add(new double[K]);
        }

        var soft = zeros(experts).scatter_add_(0, chosen.reshape(-1), weight.reshape(-1)).data<float>().ToArray();
        var hard = chosen.reshape(-1).bincount(null, experts).data<long>().ToArray();
        var mass = weight.sum([0L]).data<float>().ToArray();
        for (var e = 0; e < experts; e++)
        {
            Counts[layer][e] += hard[e];
            Soft[layer][e] += soft[e];
        }

        for (var r = 0; r < K; r++)
        {
            Mass[layer][r] += mass[r];
        }
    }
}
