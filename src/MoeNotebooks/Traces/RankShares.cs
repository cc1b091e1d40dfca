namespace MoeNotebooks.Traces;

/// <summary>How a token's weight is spread over its choices.</summary>
internal static class RankShares
{
    /// <summary>The mean over the layers of each rank's share of a token's weights, the largest first.</summary>
    /// <param name="summary">The counts, recorded with weights.</param>
    public static IReadOnlyList<double> Of(RoutingSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var layers = summary.Layers.Select(layer => layer.ShareByRank).ToArray();
        return
        [
            .. Enumerable
                .Range(0, layers.Max(layer => layer.Count))
                .Select(rank => layers.Average(layer => layer.ElementAtOrDefault(rank))),
        ];
    }
}
