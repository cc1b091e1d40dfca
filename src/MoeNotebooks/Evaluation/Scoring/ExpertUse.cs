using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>Counts how many experts tokens use, and steps, for policies that decide it anew for each token. Reads each
/// layer's decision back, so it waits for the device. Batches may run side by side.</summary>
/// <param name="stepTokens">Tokens of a step, dealt out as <see cref="RankedSlots.StepTokens"/> says;
/// <see langword="null"/> for all that run at once.</param>
internal sealed class ExpertUse(int? stepTokens) : IRoutingObserver
{
    [ThreadStatic]
    private static (Tensor? Tokens, long Places) t_batch;

    private readonly Dictionary<int, (long Slots, long Tokens, long Distinct, long Steps)> _layers = [];

    /// <summary>
    /// Experts per token, the mean over the MoE layers; <see langword="null"/> where nothing has run.
    /// </summary>
    public double? Mean =>
        _layers.Count == 0 ? null : _layers.Values.Average(layer => (double)layer.Slots / layer.Tokens);

    /// <summary>Experts that some token of a step uses, the mean over steps and MoE layers; a step is all that ran at
    /// once. <see langword="null"/> where nothing has run.</summary>
    public double? DistinctPerStep =>
        _layers.Count == 0 ? null : _layers.Values.Average(layer => (double)layer.Distinct / layer.Steps);

    /// <summary>The batch that this thread runs next, under all policies.</summary>
    /// <param name="tokens">[P], places in [R · T]: what stands at padding is left out.</param>
    /// <param name="places">R · T; a layer that runs fewer rows runs no padding.</param>
    public static void Begin(Tensor tokens, long places) => t_batch = (tokens, places);

    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var steps = stepTokens is { } size ? (int)((experts.shape[0] + size - 1) / size) : 1;
        var real = t_batch is ({ } tokens, var whole) && experts.shape[0] == whole ? tokens : null; // [P]
        var chosen = real is null ? experts : experts.index_select(0, real.to(experts.device)); // [P, k]
        var places = real is null ? null : MemoryMarshal.Cast<byte, long>(real.cpu().contiguous().bytes).ToArray();
        var used = new HashSet<(int Step, long Expert)>();
        var seen = new HashSet<int>();
        var slots = 0L;
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

        lock (_layers)
        {
            var before = _layers.GetValueOrDefault(layer);
            _layers[layer] = (
                before.Slots + slots,
                before.Tokens + chosen.shape[0],
                before.Distinct + used.Count,
                before.Steps + seen.Count
            );
        }
    }
}
