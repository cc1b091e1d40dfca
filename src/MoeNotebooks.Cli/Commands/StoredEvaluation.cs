using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// Evaluates one policy with a store: what is there is not computed again, and what is computed is kept at once.
/// </summary>
internal static class StoredEvaluation
{
    public static async Task<IReadOnlyList<TaskResult>> RunAsync(
        string store,
        ILikelihoodScorer scorer,
        IReadOnlyList<EncodedTask> tasks,
        RoutingPolicy policy,
        IProgressReporter progress,
        CancellationToken stop
    )
    {
        if (tasks.Count == 0)
        {
            return [];
        }

        using var journal = Journal.Open(store);
        StoreNotices.Print(journal);
        var sweep = await Sweep.RunAsync(
            scorer,
            tasks,
            [policy],
            new SweepOptions { Journal = journal, Progress = progress },
            stop
        );
        Console.Error.WriteLine($"{Plural.Of(sweep.Computed, "answer")} computed, {sweep.Reused} found in {store}");
        return sweep.Points[0].Tasks;
    }
}
