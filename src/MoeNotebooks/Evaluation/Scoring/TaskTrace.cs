using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>Records which experts a model uses while it answers questions.</summary>
public static class TaskTrace
{
    /// <summary>Evaluates one task and counts as it goes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="task">The task, loaded.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>The task's result, and what was used; in the last layer only by the places that predict an
    /// answer.</returns>
    public static async Task<(TaskResult Result, RoutingSummary Summary)> RunAsync(
        MoeModel model,
        PreparedTask task,
        RoutingPolicy? policy = null,
        IProgressReporter? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        policy ??= RoutingPolicy.Trained;
        var summary = new RoutingSummary(TraceHeader.Of(model, policy));
        using var recorder = new TraceRecorder(summary.Add);
        var scorer = new LocalScorer(model, new ScoringOptions { Trace = recorder });
        var results = await Evaluator.RunAsync(
            [EncodedTask.From(task, model.Tokenizer)],
            scorer,
            policy,
            progress ?? ProgressReporter.Silent,
            cancellationToken
        );
        return (results[0], summary);
    }
}
