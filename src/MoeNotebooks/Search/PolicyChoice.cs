using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Search;

/// <summary>Chooses a policy's numbers on questions to choose by, for policies of any sort.</summary>
public static class PolicyChoice
{
    /// <summary>
    /// Scores candidates; the first of those returned is the one to take, and is worth less on other questions than
    /// here.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="tasks">Questions to choose by, none of which may judge what was chosen.</param>
    /// <param name="candidates">The policies; one that comes twice is scored once.</param>
    /// <param name="stepTokens">Tokens of a decode step, for policies that decide over a step.</param>
    /// <param name="measure">What is made large.</param>
    /// <param name="options">Progress; answers are not kept.</param>
    /// <param name="cancellationToken">Stops between two units of questions.</param>
    /// <returns>The candidates with the mean of the measure, the best first; of equals the one given first.</returns>
    /// <exception cref="MoeUsageException">There is no candidate.</exception>
    public static async Task<IReadOnlyList<(RoutingPolicy Policy, double Value)>> RankAsync(
        MoeModel model,
        IReadOnlyList<PreparedTask> tasks,
        IEnumerable<RoutingPolicy> candidates,
        int? stepTokens = null,
        Measure measure = Measure.LogLikelihood,
        SweepOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(candidates);
        RoutingPolicy[] all = [.. candidates.Distinct()];
        if (all.Length == 0)
        {
            throw new MoeUsageException("candidates", "are none: there is nothing to choose from");
        }

        var scorer = new LocalScorer(model, new ScoringOptions { StepTokens = stepTokens })
        {
            BosRule = model.Tokenizer.BosRule,
        };
        var sweep = await Sweep.RunAsync(
            scorer,
            [.. tasks.Select(task => EncodedTask.From(task, model.Tokenizer))],
            all,
            (options ?? new()) with
            {
                Journal = null,
            },
            cancellationToken
        );
        return
        [
            .. sweep
                .Points.Select(point => (point.Policy, Value: point.In(measure)))
                .OrderByDescending(point => point.Value),
        ];
    }
}
