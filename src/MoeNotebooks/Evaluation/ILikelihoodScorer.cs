using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation;

/// <summary>Computes log-likelihoods: a model in this process, or an endpoint elsewhere.</summary>
public interface ILikelihoodScorer
{
    /// <summary>Experts per token that this scorer has seen used under an adaptive policy, the mean over the MoE layers.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns><see langword="null"/> where the policy fixes the number, or it cannot be seen.</returns>
    double? MeanExperts(RoutingPolicy policy) => null;

    /// <summary>Scores requests under one routing policy; an answer does not depend on which others it was asked with.</summary>
    /// <param name="requests">The requests; those of one question stand next to each other.</param>
    /// <param name="policy">How many experts each layer uses.</param>
    /// <param name="progress">Shows how far it has come.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>One result per request, in the order of the requests.</returns>
    Task<IReadOnlyList<LikelihoodResult>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests,
        RoutingPolicy policy,
        IProgressReporter progress,
        CancellationToken cancellationToken);
}
