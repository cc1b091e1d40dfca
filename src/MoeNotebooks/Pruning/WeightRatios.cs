using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using TorchSharp;

namespace MoeNotebooks.Pruning;

/// <summary>
/// Keeps what every slot after the first weighs in proportion to the token's weightiest: 4 bytes per slot, token and
/// layer.
/// </summary>
internal sealed class WeightRatios : IRoutingObserver
{
    private readonly SortedDictionary<int, List<float>> _layers = [];

    public void Observe(int layer, torch.Tensor experts, torch.Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        var k = (int)weights.shape[1];
        var all = MemoryMarshal.Cast<byte, float>(weights.cpu().contiguous().bytes);
        var ratios = _layers.TryGetValue(layer, out var known) ? known : _layers[layer] = [];
        for (var token = 0; token < all.Length / k; token++)
        {
            var slots = all.Slice(token * k, k);
            var best = TensorPrimitives.Max<float>(slots);
            for (var i = 1; i < k; i++)
            {
                ratios.Add(best > 0 ? slots[i] / best : 0);
            }
        }
    }

    /// <summary>The policy whose β are the medians; layers whose tokens have one slot skip none.</summary>
    public MedianRatio Policy() => new([.. _layers.Values.Select(Median)]);

    private static double Median(List<float> ratios)
    {
        ratios.Sort();
        var half = ratios.Count / 2;
        return ratios.Count == 0
            ? 0
            : Math.Min(1, ratios.Count % 2 == 1 ? ratios[half] : (ratios[half - 1] + (double)ratios[half]) / 2);
    }
}
