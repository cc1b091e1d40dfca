using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>
/// Lets one layer at a time use fewer experts per token, all others as trained, and sees how far the model's
/// predictions move.
/// </summary>
public static class LayerSkipping
{
    /// <summary>Skips in every MoE layer alone, once with each number of experts.</summary>
    /// <param name="model">The model; must fit into memory, since layers run many times.</param>
    /// <param name="windows">[B] token ids of one length, at least 2: all but the last run, all but the first are
    /// predicted.</param>
    /// <param name="experts">Experts per token, each from 1 to what a token can use.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    /// <returns>By layer, then in the order of <paramref name="experts"/>.</returns>
    /// <exception cref="Errors.MoeUsageException">There is no window, their lengths differ, or a number of experts is
    /// out of range.</exception>
    public static IReadOnlyList<SkippedLayer> Run(
        MoeModel model,
        IReadOnlyList<int[]> windows,
        IReadOnlyList<int> experts,
        IProgressReporter? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(experts);
        foreach (var k in experts)
        {
            model.Route(new Routing.TopK(k)); // refused before anything runs
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var run = new AblationRun(model, windows);
        using var task = (progress ?? ProgressReporter.Silent).Begin(
            "Skipping layer by layer",
            model.MoeLayers.Count * experts.Count,
            "runs"
        );
        return run.Each(
            [.. model.MoeLayers.SelectMany(layer => experts.Select(k => (layer, k)))],
            run.Skipping,
            task,
            cancellation
        );
    }
}
