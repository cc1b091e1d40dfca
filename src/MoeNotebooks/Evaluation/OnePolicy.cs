using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation;

/// <summary>One policy is a list of one.</summary>
internal static class OnePolicy
{
    /// <summary>Scores requests under one policy.</summary>
    /// <param name="scorer">The scorer.</param>
    /// <param name="requests">The requests; those of one question stand next to each other.</param>
    /// <param name="policy">How many experts each layer uses.</param>
    /// <param name="progress">Shows how far it has come.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>One result per request, in the order of the requests.</returns>
    public static async Task<IReadOnlyList<LikelihoodResult>> ScoreAsync(
        this ILikelihoodScorer scorer,
        IReadOnlyList<LikelihoodRequest> requests,
        RoutingPolicy policy,
        IProgressReporter progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(scorer);
        return (await scorer.ScoreAsync(requests, [policy], progress, cancellationToken))[0];
    }
}
