using System.Runtime.InteropServices;
using MoeNotebooks.Configs;
using MoeNotebooks.Models;
using TorchSharp;

namespace MoeNotebooks.Pruning;

/// <summary>How often each expert was used, and with how much weight in all: gathered while a model runs.</summary>
public sealed class RoutingStatistics : IRoutingObserver
{
    private readonly int _experts;
    private readonly SortedDictionary<int, (long[] Counts, double[] Weights)> _layers = [];

    /// <summary>Starts at zero.</summary>
    /// <param name="config">The model.</param>
    public RoutingStatistics(ModelConfig config)
    {
        _experts = config.Moe.Router.Experts;
        foreach (var layer in config.MoeLayers)
        {
            _layers[layer] = (new long[_experts], new double[_experts]);
        }
    }

    /// <summary>Tokens seen by the first MoE layer.</summary>
    public long Tokens { get; private set; }

    /// <summary>How many tokens used each expert of a layer.</summary>
    /// <param name="layer">The decoder layer.</param>
    public IReadOnlyList<long> Counts(int layer) => _layers[layer].Counts;

    /// <summary>The sum of the weights with which tokens used each expert of a layer.</summary>
    /// <param name="layer">The decoder layer.</param>
    public IReadOnlyList<double> WeightSums(int layer) => _layers[layer].Weights;

    /// <summary>The experts of a layer that no token used.</summary>
    /// <param name="layer">The decoder layer.</param>
    public IReadOnlyList<int> NeverUsed(int layer) => [.. Counts(layer).Index().Where(expert => expert.Item == 0).Select(expert => expert.Index)];

    /// <inheritdoc/>
    public void Observe(int layer, torch.Tensor experts, torch.Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        var chosen = MemoryMarshal.Cast<byte, long>(experts.cpu().contiguous().bytes);
        var weight = MemoryMarshal.Cast<byte, float>(weights.cpu().contiguous().bytes);
        var (counts, sums) = _layers[layer];
        for (var i = 0; i < chosen.Length; i++)
        {
            if (chosen[i] >= 0)
            {
                counts[chosen[i]]++;
                sums[chosen[i]] += weight[i];
            }
        }

        Tokens += layer == _layers.Keys.First() ? experts.shape[0] : 0;
    }
}
