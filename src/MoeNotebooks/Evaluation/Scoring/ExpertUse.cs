using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>Counts how many experts tokens use, and steps, for policies that decide it anew for each token. Reads each layer's decision back, so it waits for the device.</summary>
/// <param name="stepTokens">Tokens of a step, dealt out as <see cref="RankedSlots.StepTokens"/> says; <see langword="null"/> for all that run at once.</param>
internal sealed class ExpertUse(int? stepTokens) : IRoutingObserver
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
        var steps = stepTokens is { } size ? (int)((experts.shape[0] + size - 1) / size) : 1;
        var real = Tokens is { } tokens && experts.shape[0] == Places ? tokens : null; // [P]
        var chosen = real is null ? experts : experts.index_select(0, real.to(experts.device)); // [P, k]
        var places = real is null ? null : MemoryMarshal.Cast<byte, long>(real.cpu().contiguous().bytes).ToArray();
        var used = new HashSet<(int Step, long Expert)>();
        var seen = new HashSet<int>();
        var (slots, before, distinct, ran) = _layers.GetValueOrDefault(layer);
        var all = MemoryMarshal.Cast<byte, long>(chosen.cpu().contiguous().bytes); // [P · k]
        var k = (int)chosen.shape[1];
        for (var i = 0; i < all.Length; i++)
        {
            var step = (int)((places?[i / k] ?? i / k) % steps);
            seen.Add(step);
            if (all[i] >= 0)
            {
                slots++;
                used.Add((step, all[i]));
            }
        }

        _layers[layer] = (slots, before + chosen.shape[0], distinct + used.Count, ran + seen.Count);
    }
}
