using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation;

/// <summary>
/// Computes log-likelihoods under one policy or many: a model in this process, or an endpoint elsewhere.
/// </summary>
public interface ILikelihoodScorer
{
    /// <summary>What it can take.</summary>
    ScoringLimits Limits { get; }

    /// <summary>What can change an answer under a policy: equal conditions are scored once.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="fewShot">Examples before each question.</param>
    JournalRun Describe(RoutingPolicy policy, int fewShot);

    /// <summary>
    /// Experts per token that this scorer has seen used under an adaptive policy, the mean over the MoE layers.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <returns><see langword="null"/> where the policy fixes the number, it cannot be seen, or nothing was
    /// computed.</returns>
    double? MeanExperts(RoutingPolicy policy) => null;

    /// <summary>Experts that some token of a step used under a policy, the mean over steps and MoE layers.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns><see langword="null"/> where nothing was counted.</returns>
    double? DistinctExperts(RoutingPolicy policy) => null;

    /// <summary>
    /// Scores requests; an answer does not depend on which others it was asked with, except under a
    /// <see cref="StepPolicy"/>.
    /// </summary>
    /// <param name="requests">The requests; those of one question stand next to each other.</param>
    /// <param name="policies">How many experts each layer uses.</param>
    /// <param name="progress">Shows how far it has come.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>By policy, then one result per request, in the order of the requests.</returns>
    Task<IReadOnlyList<IReadOnlyList<LikelihoodResult>>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests,
        IReadOnlyList<RoutingPolicy> policies,
        IProgressReporter progress,
        CancellationToken cancellationToken
    );
}
