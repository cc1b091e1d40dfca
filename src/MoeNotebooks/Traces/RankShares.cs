namespace MoeNotebooks.Traces;

/// <summary>How a token's weight is spread over its choices.</summary>
public static class RankShares
{
    /// <summary>The mean over the layers of each rank's share of a token's weights, the largest first.</summary>
    /// <param name="summary">The counts, recorded with weights.</param>
    public static IReadOnlyList<double> Of(RoutingSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var layers = summary.Layers.Select(layer => layer.ShareByRank).ToArray();
        return [.. Enumerable.Range(0, layers.Max(layer => layer.Count)).Select(rank => layers.Average(layer => layer.ElementAtOrDefault(rank)))];
    }

    /// <summary>The share of a token's weights that is lost where only the first of its choices stay: the mean over the layers.</summary>
    /// <param name="summary">The counts, recorded with weights.</param>
    /// <param name="stay">How many choices stay, of all that a token uses: 0.5 for half, rounded up.</param>
    public static double Lost(RoutingSummary summary, double stay)
    {
        var shares = Of(summary);
        return shares.Skip((int)Math.Ceiling(stay * shares.Count)).Sum();
    }
}
