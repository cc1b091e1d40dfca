using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>Counts how many experts tokens use, and steps, for policies that decide it anew for each token. Reads each layer's decision back, so it waits for the device.</summary>
internal sealed class ExpertUse : IRoutingObserver
{
    private readonly Dictionary<int, (long Slots, long Tokens, long Distinct, long Steps)> _layers = [];

    /// <summary>The batch that runs next: what stands at padding is left out.</summary>
    public Tensor? Tokens { get; set; } // [P], places in [R · T]

    /// <summary>[R · T]; a layer that runs fewer rows runs no padding.</summary>
    public long Places { get; set; }

    /// <summary>Experts per token, the mean over the MoE layers; <see langword="null"/> where nothing has run.</summary>
    public double? Mean => _layers.Count == 0 ? null : _layers.Values.Average(layer => (double)layer.Slots / layer.Tokens);

    /// <summary>Experts that some token of a step uses, the mean over steps and MoE layers; a step is all that ran at once.
    /// <see langword="null"/> where nothing has run.</summary>
    public double? DistinctPerStep => _layers.Count == 0 ? null : _layers.Values.Average(layer => (double)layer.Distinct / layer.Steps);

    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var chosen = Tokens is { } tokens && experts.shape[0] == Places ? experts.index_select(0, tokens.to(experts.device)) : experts; // [P, k]
        var used = new HashSet<long>();
        var (slots, seen, distinct, steps) = _layers.GetValueOrDefault(layer);
        foreach (var expert in MemoryMarshal.Cast<byte, long>(chosen.cpu().contiguous().bytes))
        {
            if (expert >= 0)
            {
                slots++;
                used.Add(expert);
            }
        }

        _layers[layer] = (slots, seen + chosen.shape[0], distinct + used.Count, steps + 1);
    }
}
