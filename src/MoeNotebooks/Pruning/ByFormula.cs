namespace MoeNotebooks.Pruning;

/// <summary>
/// Keeps the experts that are worth most by a formula over a calibration text; those that no token used are worth 0.
/// </summary>
/// <param name="Formula">The formula.</param>
/// <param name="Statistics">From a calibration.</param>
public sealed record ByFormula(CriterionFormula Formula, RoutingStatistics Statistics) : PruningCriterion
{
    /// <inheritdoc/>
    public override string Name => Formula.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Worth(int layer, int experts) => Statistics.Worth(layer, Formula);

    private protected override IReadOnlyList<double> Shares(int layer, int experts)
    {
        var worth = Worth(layer, experts);
        var sum = worth.Sum();
        return [.. worth.Select(one => sum > 0 ? one / sum : 0)];
    }
}
