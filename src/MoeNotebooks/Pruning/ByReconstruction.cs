namespace MoeNotebooks.Pruning;

/// <summary>
/// Keeps the experts without which the layer's output over a calibration text changes most: experts are removed one by
/// one, each time the one that adds least to ‖Σ over the removed of g f‖², summed over tokens.
/// </summary>
/// <remarks>The aim of NAEE (Lu et al. 2024), which tries every set of 8 experts; of 64 there are 1.8e18 halves, so
/// this one is greedy. It counts what tokens
/// lose; that the router then gives them other experts instead is left out.</remarks>
/// <param name="Statistics">From a calibration.</param>
public sealed record ByReconstruction(RoutingStatistics Statistics) : PruningCriterion
{
    /// <inheritdoc/>
    public override string Name => "reconstruction";

    /// <summary>How late each expert is removed: 0 for the first.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<double> Worth(int layer, int experts)
    {
        var places = new double[experts];
        foreach (var (place, step) in Removals(layer, experts).Index())
        {
            places[step.Expert] = place;
        }

        return places;
    }

    /// <summary>The error after each removal, of the squared norm of all that the layer's experts give.</summary>
    private protected override IReadOnlyList<double> Shares(int layer, int experts)
    {
        var (shares, all, error) = (new double[experts], Statistics.Products(layer).Sum(), 0.0);
        foreach (var (expert, added) in Removals(layer, experts))
        {
            // Removing what cancels another's output must not make a later one worth less
            error = Math.Max(error, error + added);
            shares[expert] = all > 0 ? error / all : 0;
        }

        return shares;
    }

    private IEnumerable<(int Expert, double Added)> Removals(int layer, int experts)
    {
        var products = Statistics.Products(layer); // [E · E]
        double[] added = [.. Enumerable.Range(0, experts).Select(e => products[(e * experts) + e])]; // ‖g f‖², Σ over tokens
        var left = Enumerable.Range(0, experts).ToList();
        while (left.Count > 0)
        {
            var next = left.MinBy(e => added[e]);
            left.Remove(next);
            yield return (next, added[next]);
            foreach (var e in left)
            {
                added[e] += 2 * products[(e * experts) + next]; // ‖a + b‖² = ‖a‖² + ‖b‖² + 2 a·b
            }
        }
    }
}
