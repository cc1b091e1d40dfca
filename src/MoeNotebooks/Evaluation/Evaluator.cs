using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation;

/// <summary>Evaluates tasks: all their requests go to the scorer together, so that it can batch across tasks.</summary>
public static class Evaluator
{
    /// <summary>Scores tasks under one policy.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="scorer">What computes likelihoods.</param>
    /// <param name="policy">How many experts each layer uses.</param>
    /// <param name="progress">Shows how far it has come.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>One result per task, in order.</returns>
    public static async Task<IReadOnlyList<TaskResult>> RunAsync(
        IReadOnlyList<EncodedTask> tasks,
        ILikelihoodScorer scorer,
        RoutingPolicy policy,
        IProgressReporter progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(scorer);
        EncodedTask.Check(tasks, scorer.Limits);
        LikelihoodRequest[] requests = [.. tasks.SelectMany(task => task.Requests).SelectMany(choices => choices)];
        var answers = new Queue<LikelihoodResult>(
            await scorer.ScoreAsync(requests, policy, progress, cancellationToken)
        );
        return
        [
            .. tasks.Select(task =>
                task.Result([.. task.Requests.Select(choices => choices.Select(_ => answers.Dequeue()).ToArray())])
            ),
        ];
    }
}
