using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>Writes a checkpoint in which each pruned expert is merged into the kept one that is most like it.</summary>
/// <remarks>
/// The merged expert is the mean of its group by use, after hidden units are aligned. Routers stay as they are, so that
/// what chose a pruned expert now leads to the merged one, with its own weight. No format of a checkpoint lets two rows
/// of a router lead to one expert: the group's weights are written under each of its members, and the file is as large
/// as before. Pruning it by the same mask takes rows and copies out.
/// </remarks>
public static class CheckpointMerger
{
    /// <summary>Writes it.</summary>
    /// <param name="model">The model; every expert runs on every token, to see which are alike.</param>
    /// <param name="mask">The experts to keep; layers that it does not name keep all.</param>
    /// <param name="statistics">How often each is used, from a calibration.</param>
    /// <param name="sequences">The token ids over which experts are compared, each sequence by itself and not
    /// empty.</param>
    /// <param name="output">The new folder; must not hold a model.</param>
    /// <param name="origin">What is told about the mask in the new file's metadata, beside its SHA-256;
    /// <see langword="null"/> for nothing.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two sequences, or layers.</param>
    /// <exception cref="MoeUsageException">The mask does not fit, weights are neither f32, bf16 nor f16, or the folder
    /// is taken.</exception>
    public static void Write(
        MoeModel model,
        ExpertMask mask,
        RoutingStatistics statistics,
        IReadOnlyList<int[]> sequences,
        string output,
        IReadOnlyDictionary<string, string>? origin = null,
        IProgressReporter? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(statistics);
        mask.Check(model.Config.Moe.Router.Experts, model.MoeLayers);
        CheckpointFolder.Refuse(output);
        var alike = Calibration.Alike(model, sequences, progress, cancellation);
        using var scope = NewDisposeScope();
        var tensors = new MergedTensors(model.Checkpoint, model.Config);
        using var task = (progress ?? ProgressReporter.Silent).Begin("Merging experts", mask.Kept.Count, "layers");
        foreach (var (layer, kept) in mask.Kept)
        {
            var uses = statistics.Counts(layer);
            foreach (
                var pruned in Enumerable
                    .Range(0, uses.Count)
                    .Except(kept)
                    .GroupBy(expert => alike.Nearest(layer, expert, kept))
            )
            {
                cancellation.ThrowIfCancellationRequested();
                tensors.Merge(layer, [.. pruned.Prepend(pruned.Key).Select(expert => (expert, uses[expert]))]);
            }

            task.Advance();
        }

        CheckpointFolder.Write(
            output,
            model.Checkpoint.Folder,
            tensors.All(),
            mask,
            origin,
            model.Checkpoint.ConfigText
        );
    }
}
