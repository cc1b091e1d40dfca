namespace MoeNotebooks.Pruning;

/// <summary>Keeps the experts that most tokens used (the paper's hard count).</summary>
/// <param name="Statistics">From a calibration.</param>
public sealed record ByHardCount(RoutingStatistics Statistics) : PruningCriterion
{
    /// <inheritdoc/>
    public override string Name => "hard count";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Worth(int layer, int experts) => [.. Statistics.Counts(layer).Select(n => (double)n)];
}
