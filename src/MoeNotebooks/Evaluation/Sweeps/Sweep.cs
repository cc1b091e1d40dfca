using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>Evaluates one model under many routing policies.</summary>
public static class Sweep
{
    /// <summary>Sweeps a model over tasks, with its own tokenizer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tasks">The tasks, loaded.</param>
    /// <param name="policies">The policies; the same one may come twice.</param>
    /// <param name="options">How; <see langword="null"/> for in memory and silent.</param>
    /// <param name="cancellationToken">Stops after what is under way is finished and saved.</param>
    /// <returns>One point per policy, in order.</returns>
    public static async Task<SweepResult> RunAsync(
        MoeModel model,
        IReadOnlyList<PreparedTask> tasks,
        IReadOnlyList<RoutingPolicy> policies,
        SweepOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        var tokenizer = TokenizerJson.Load(model.Checkpoint.Folder);
        var scorer = new LocalScorer(model) { BosRule = tokenizer.BosRule };
        return await RunAsync(
            scorer,
            [.. tasks.Select(task => EncodedTask.From(task, tokenizer))],
            policies,
            options,
            cancellationToken
        );
    }

    /// <summary>Sweeps with any scorer.</summary>
    /// <param name="scorer">What computes likelihoods.</param>
    /// <param name="tasks">The tasks, in token ids.</param>
    /// <param name="policies">The policies; the same one may come twice.</param>
    /// <param name="options">How; <see langword="null"/> for in memory and silent.</param>
    /// <param name="cancellationToken">Stops after what is under way is finished and saved.</param>
    /// <returns>One point per policy, in order.</returns>
    /// <exception cref="MoeDataException">A question cannot be scored; names all of them, before anything is
    /// computed.</exception>
    /// <exception cref="MoeUsageException">There is nothing to do, a policy does not fit the model, or its answers
    /// cannot be merged from parts.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the journal has what was finished.</exception>
    public static async Task<SweepResult> RunAsync(
        ILikelihoodScorer scorer,
        IReadOnlyList<EncodedTask> tasks,
        IReadOnlyList<RoutingPolicy> policies,
        SweepOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(policies);
        if (tasks.Count == 0 || policies.Count == 0)
        {
            throw new MoeUsageException(
                "sweep",
                $"needs at least one task and one policy, has {tasks.Count} and {policies.Count}"
            );
        }

        if (options is { Shard.Count: > 1 } && policies.OfType<StepPolicy>().FirstOrDefault() is { } batched)
        {
            throw new MoeUsageException(
                "policy",
                $"{batched}: its answers depend on what runs together and are not kept, so that parts of a sweep cannot be merged",
                "Sweep it whole"
            );
        }

        EncodedTask.Check(tasks, scorer.Limits);
        var run = new SweepRun(scorer, tasks, policies, options ?? new SweepOptions());
        await run.ComputeAsync(cancellationToken);
        return run.Result();
    }
}
