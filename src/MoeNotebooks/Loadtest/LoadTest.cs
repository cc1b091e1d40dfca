using System.Runtime.CompilerServices;
using MoeNotebooks.Errors;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// Every load of a plan on every engine: load by load, and within it engine by engine, so that what is compared is
/// measured close together. Every step has prompts of its own, which all engines get.
/// </summary>
/// <param name="setting">What all steps have in common.</param>
/// <param name="tokens">The ids that prompts are drawn from.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadTest(LoadSetting setting, IReadOnlyList<int> tokens, TimeProvider time)
{
    private static readonly LoadStep WarmUp = new(1, null, 0);
    private readonly RandomPrompts _prompts = new(tokens, setting.Plan.InputTokens, setting.Plan.Seed);

    /// <summary>Runs; each step is given as it ends.</summary>
    /// <param name="engines">The engines.</param>
    /// <param name="progress">Told of each request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="MoeMissingException">No request of a step came to its end.</exception>
    public async IAsyncEnumerable<LoadRun> RunAsync(
        IReadOnlyList<LoadEngine> engines,
        IProgressReporter progress,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var plan = setting.Plan;
        if (plan.Warmup > 0)
        {
            await foreach (var _ in StepAsync(WarmUp with { Requests = plan.Warmup }, engines, progress, cancellation))
            {
                // not counted
            }
        }

        foreach (var step in plan.Steps)
        {
            await foreach (var run in StepAsync(step, engines, progress, cancellation))
            {
                yield return run;
            }
        }
    }

    private async IAsyncEnumerable<LoadRun> StepAsync(
        LoadStep step,
        IReadOnlyList<LoadEngine> engines,
        IProgressReporter progress,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var prompts = _prompts.Take(step.Requests);
        foreach (var engine in engines)
        {
            var started = time.GetUtcNow();
            IReadOnlyList<RequestTiming> requests;
            using (var task = progress.Begin($"Load {step}", step.Requests, "requests"))
            {
                requests = await new LoadGenerator(engine.Target, setting.Plan.OutputTokens, time).RunAsync(
                    step,
                    prompts,
                    setting.Plan.Seed,
                    task,
                    cancellation
                );
            }

            // Given when its progress has left the terminal
            var run = new LoadRun(setting, engine.Experts, step, started, requests);
            yield return run.Metrics.Completed > 0
                ? run
                : throw new MoeMissingException(
                    setting.Model,
                    $"none of {Plural.Of(requests.Count, "request")} came to its end: {Reasons(run.Metrics)}"
                );
        }
    }

    /// <summary>Why requests failed, in one line.</summary>
    public static string Reasons(LoadMetrics metrics) =>
        string.Join(
            "; ",
            metrics.Errors.OrderByDescending(error => error.Value).Select(error => $"{error.Value} x {error.Key}")
        );
}
