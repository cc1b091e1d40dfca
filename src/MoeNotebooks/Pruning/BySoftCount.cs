namespace MoeNotebooks.Pruning;

/// <summary>Keeps the experts with the largest sums of routing weights over the tokens that used them (the paper's soft count).</summary>
/// <param name="Statistics">From a calibration.</param>
public sealed record BySoftCount(RoutingStatistics Statistics) : PruningCriterion
{
    /// <inheritdoc/>
    public override string Name => "soft count";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Worth(int layer, int experts) => Statistics.WeightSums(layer);
}
