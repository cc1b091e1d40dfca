using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>
/// Evaluates one model under many masks: nothing is shared between them, since they part in the first MoE layer.
/// </summary>
public static class PruningSweep
{
    /// <summary>Evaluates pruned models over tasks, as trained but for their masks.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tasks">The tasks, loaded.</param>
    /// <param name="pruned">The pruned models; equal masks are evaluated once.</param>
    /// <param name="options">Where answers are kept and progress is shown; <see langword="null"/> for in memory and
    /// silent.</param>
    /// <param name="cancellationToken">Stops after what is under way is finished and saved.</param>
    /// <returns>One point per pruned model, in order.</returns>
    /// <exception cref="MoeUsageException">There is nothing to do, or a mask does not fit the model.</exception>
    public static async Task<IReadOnlyList<PrunedPoint>> RunAsync(
        MoeModel model,
        IReadOnlyList<PreparedTask> tasks,
        IReadOnlyList<PrunedModel> pruned,
        SweepOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(pruned);
        if (pruned.Count == 0)
        {
            throw new MoeUsageException("pruned", "names no model");
        }

        options ??= new SweepOptions();
        foreach (var one in pruned)
        {
            one.Mask?.Check(model.Config.Moe.Router.Experts, model.MoeLayers); // refused before anything is computed
        }

        EncodedTask[] encoded = [.. tasks.Select(task => EncodedTask.From(task, model.Tokenizer))];
        var full = new LocalScorer(model) { BosRule = model.Tokenizer.BosRule };
        var points = new Dictionary<string, SweepPoint>(StringComparer.Ordinal);
        using var progress = options.Progress.Begin($"Evaluating {pruned.Count} pruned models", pruned.Count, "models");
        foreach (var one in pruned)
        {
            var key = one.Mask?.ToJson() ?? string.Empty;
            if (!points.ContainsKey(key))
            {
                var sweep = await Sweep.RunAsync(
                    full.Under(one.Mask),
                    encoded,
                    [RoutingPolicy.Trained],
                    options with
                    {
                        Progress = ProgressReporter.Silent,
                    },
                    cancellationToken
                );
                points.Add(key, sweep.Points[0]);
            }

            progress.Advance();
        }

        return [.. pruned.Select(one => new PrunedPoint(one, points[one.Mask?.ToJson() ?? string.Empty]))];
    }
}
