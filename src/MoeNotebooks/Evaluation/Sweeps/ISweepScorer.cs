using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>Scores requests under many policies at once.</summary>
public interface ISweepScorer
{
    /// <summary>What can change an answer under a policy: equal conditions are scored once.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="fewShot">Examples before each question.</param>
    JournalRun Describe(RoutingPolicy policy, int fewShot);

    /// <summary>Scores requests.</summary>
    /// <param name="requests">The requests; those of one question stand next to each other.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="cancellationToken">For scorers that wait; one that computes finishes what it was given.</param>
    /// <returns>By policy, then by request.</returns>
    Task<IReadOnlyList<IReadOnlyList<LikelihoodResult>>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests, IReadOnlyList<RoutingPolicy> policies, CancellationToken cancellationToken);
}
