using MoeNotebooks.Models;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>Counts how many experts tokens use, for policies that decide it anew for each. Reads each layer's decision back, so it waits for the device.</summary>
internal sealed class ExpertUse : IRoutingObserver
{
    private readonly Dictionary<int, (long Slots, long Tokens)> _layers = [];

    /// <summary>The batch that runs next: what stands at padding is left out.</summary>
    public Tensor? Tokens { get; set; } // [P], places in [R · T]

    /// <summary>[R · T]; a layer that runs fewer rows runs no padding.</summary>
    public long Places { get; set; }

    /// <summary>Experts per token, the mean over the MoE layers; <see langword="null"/> where nothing has run.</summary>
    public double? Mean => _layers.Count == 0 ? null : _layers.Values.Average(layer => (double)layer.Slots / layer.Tokens);

    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var chosen = Tokens is { } tokens && experts.shape[0] == Places ? experts.index_select(0, tokens.to(experts.device)) : experts; // [P, k]
        var (slots, seen) = _layers.GetValueOrDefault(layer);
        _layers[layer] = (slots + chosen.ge(Held.Zero).sum().item<long>(), seen + chosen.shape[0]);
    }
}
