using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Acceptance;

/// <summary>The mean weight of each layer's first choice, second choice and so on, as used.</summary>
internal sealed class WeightsByRank : IRoutingObserver
{
    private readonly SortedDictionary<int, (double[] Sums, long Tokens)> _layers = [];

    /// <summary>For each MoE layer the mean weights, the first choice's first.</summary>
    public IReadOnlyDictionary<int, double[]> Means =>
        _layers.ToDictionary(
            layer => layer.Key,
            layer => layer.Value.Sums.Select(sum => sum / layer.Value.Tokens).ToArray()
        );

    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        var k = (int)weights.shape[1];
        var (sums, tokens) = _layers.GetValueOrDefault(layer, (new double[k], 0));
        foreach (var (i, weight) in weights.contiguous().data<float>().ToArray().Index())
        {
            sums[i % k] += weight;
        }

        _layers[layer] = (sums, tokens + weights.shape[0]);
    }

    /// <summary>Sends texts through a model.</summary>
    public static IReadOnlyDictionary<int, double[]> Over(MoeModel model, IEnumerable<int[]> texts)
    {
        var observer = new WeightsByRank();
        var routing = model.Route(policy: null, mask: null, observer);
        foreach (var text in texts)
        {
            model.Show(text, routing);
        }

        return observer.Means;
    }
}
