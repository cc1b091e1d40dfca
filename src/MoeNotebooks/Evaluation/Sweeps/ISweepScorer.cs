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

    /// <summary>Experts per token that this scorer has seen used under an adaptive policy, the mean over the MoE layers.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns><see langword="null"/> where the policy fixes the number, or nothing was computed.</returns>
    double? MeanExperts(RoutingPolicy policy) => null;

    /// <summary>Scores requests.</summary>
    /// <param name="requests">The requests; those of one question stand next to each other.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="cancellationToken">For scorers that wait; one that computes finishes what it was given.</param>
    /// <returns>By policy, then by request.</returns>
    Task<IReadOnlyList<IReadOnlyList<LikelihoodResult>>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests, IReadOnlyList<RoutingPolicy> policies, CancellationToken cancellationToken);
}
