using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>
/// Evaluates what may take the place of pruned experts: nothing, a constant, or the kept expert that they are merged
/// into.
/// </summary>
public static class ReplacementSweep
{
    /// <summary>Evaluates one choice of experts in every form.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tasks">The tasks, loaded.</param>
    /// <param name="pruned">Which experts are kept.</param>
    /// <param name="statistics">From a calibration.</param>
    /// <param name="sequences">The token ids over which experts are compared before they are merged.</param>
    /// <param name="options">Where answers are kept and progress is shown; <see langword="null"/> for in memory and
    /// silent.</param>
    /// <param name="cancellationToken">Stops after what is under way is finished and saved.</param>
    /// <returns>The full model; pruned experts dropped, under the name of their criterion; constants in their place;
    /// merged; and merged, then dropped from the router too.</returns>
    public static async Task<IReadOnlyList<PrunedPoint>> RunAsync(
        MoeModel model,
        IReadOnlyList<PreparedTask> tasks,
        PrunedModel pruned,
        RoutingStatistics statistics,
        IReadOnlyList<int[]> sequences,
        SweepOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pruned);
        ArgumentNullException.ThrowIfNull(statistics);
        var mask = pruned.Mask ?? throw new MoeUsageException("pruned", "keeps all experts");
        PrunedModel Named(string how, ExpertMask? under) =>
            pruned with
            {
                Criterion = $"{pruned.Criterion}, {how}",
                Mask = under,
            };
        Task<IReadOnlyList<PrunedPoint>> Evaluate(MoeModel one, params PrunedModel[] ways) =>
            PruningSweep.RunAsync(one, tasks, ways, options, cancellationToken);

        var points = new List<PrunedPoint>(
            await Evaluate(model, new(PruningPlan.Full, model.Config.Moe.Router.Experts, null), pruned)
        );
        using (
            var constant = MoeModel.Open(
                model.Checkpoint.Folder,
                model.Options with
                {
                    Constants = statistics.Constants(mask),
                }
            )
        )
        {
            points.AddRange(await Evaluate(constant, Named("constant", under: null)));
        }

        var folder = Directory.CreateTempSubdirectory("moe-merged-").FullName;
        try
        {
            CheckpointMerger.Write(model, mask, statistics, sequences, folder, cancellation: cancellationToken);
            using var merged = MoeModel.Open(folder, model.Options);
            points.AddRange(
                await Evaluate(merged, Named("merged", under: null), Named("merged, rows removed", under: mask))
            );
            return points;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
