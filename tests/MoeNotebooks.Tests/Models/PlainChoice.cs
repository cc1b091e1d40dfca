using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Models;

/// <summary>Every adaptive policy once more, one token at a time on plain numbers.</summary>
internal static class PlainChoice
{
    public static TokenRouting.SlotChoice? Of(RoutingPolicy? policy) =>
        policy switch
        {
            RelativeThreshold threshold => (scores, stays) => Threshold(threshold, scores, stays),
            CumulativeMass mass => (scores, stays) => Mass(mass, scores, stays),
            AdaptivePolicy other => throw new NotSupportedException(
                $"write {other.GetType().Name} on plain numbers here"
            ),
            _ => null,
        };

    private static void Threshold(RelativeThreshold policy, ReadOnlySpan<float> scores, Span<bool> stays)
    {
        var best = scores.ToArray().Max();
        for (var i = policy.KMin; i < stays.Length; i++)
        {
            stays[i] = scores[i] >= (float)policy.T * best;
        }
    }

    private static void Mass(CumulativeMass policy, ReadOnlySpan<float> scores, Span<bool> stays)
    {
        var total = scores.ToArray().Sum(score => (double)score);
        var before = 0.0;
        for (var i = 0; i < stays.Length; before += scores[i++])
        {
            stays[i] = i == 0 || before < policy.P * total;
        }
    }
}
