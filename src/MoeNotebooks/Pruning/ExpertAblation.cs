using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>Leaves out one expert at a time and sees how far the model's predictions move. What stands before the
/// expert's layer runs once for all.</summary>
public static class ExpertAblation
{
    /// <summary>Ablates experts, all of them or a sample.</summary>
    /// <param name="model">The model; must fit into memory, since layers run many times.</param>
    /// <param name="windows">[B] token ids of one length, at least 2: all but the last run, all but the first are
    /// predicted.</param>
    /// <param name="perLayer">Experts of each MoE layer, drawn at random; <see langword="null"/> for all.</param>
    /// <param name="seed">Where chance begins.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two experts.</param>
    /// <returns>By layer and expert; one that no token used changes nothing and is not run.</returns>
    /// <exception cref="Errors.MoeUsageException">There is no window, or their lengths differ.</exception>
    public static IReadOnlyList<AblatedExpert> Run(
        MoeModel model,
        IReadOnlyList<int[]> windows,
        int? perLayer = null,
        int seed = 1,
        IProgressReporter? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(windows);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var run = new AblationRun(model, windows);
        var (experts, chance) = (model.Config.Moe.Router.Experts, new Random(seed));
        var picked = model
            .MoeLayers.Select(layer =>
                (
                    Layer: layer,
                    Experts: Enumerable
                        .Range(0, experts)
                        .OrderBy(_ => chance.Next())
                        .Take(perLayer ?? experts)
                        .Order()
                        .ToArray()
                )
            )
            .ToArray();
        using var task = (progress ?? ProgressReporter.Silent).Begin(
            "Leaving out experts",
            picked.Sum(layer => layer.Experts.Length),
            "experts"
        );
        return run.Each(
            [.. picked.SelectMany(layer => layer.Experts.Select(expert => (layer.Layer, expert)))],
            run.Without,
            task,
            cancellation
        );
    }

    /// <summary>One text in windows of a length, the last incomplete one left out.</summary>
    /// <param name="sequences">Texts' token ids, joined.</param>
    /// <param name="width">Tokens of a window.</param>
    /// <param name="count">Windows, at most.</param>
    public static IReadOnlyList<int[]> Windows(IEnumerable<int[]> sequences, int width, int count) =>
        [.. sequences.SelectMany(ids => ids).Chunk(width).Where(window => window.Length == width).Take(count)];
}
