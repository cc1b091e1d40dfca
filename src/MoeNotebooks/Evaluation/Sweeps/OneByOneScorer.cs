using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>Lets any scorer, a remote engine for instance, take part in sweeps and their journal: one policy after another.</summary>
/// <param name="scorer">The scorer; stays the caller's.</param>
/// <param name="describe">What can change its answers, for a policy and a number of examples.</param>
public sealed class OneByOneScorer(ILikelihoodScorer scorer, Func<RoutingPolicy, int, JournalRun> describe) : ISweepScorer
{
    /// <inheritdoc/>
    public JournalRun Describe(RoutingPolicy policy, int fewShot) => describe(policy, fewShot);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IReadOnlyList<LikelihoodResult>>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests, IReadOnlyList<RoutingPolicy> policies, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var answers = new List<IReadOnlyList<LikelihoodResult>>();
        foreach (var policy in policies)
        {
            answers.Add(await scorer.ScoreAsync(requests, policy, ProgressReporter.Silent, cancellationToken));
        }

        return answers;
    }
}
