using MathNet.Numerics.Statistics;
using MoeNotebooks.Configs;

namespace MoeNotebooks.Pruning;

/// <summary>How alike criteria rank a model's experts.</summary>
public static class CriteriaComparison
{
    /// <summary>Spearman's rank correlation of every pair of criteria, the mean over the MoE layers.</summary>
    /// <param name="config">The model.</param>
    /// <param name="criteria">The criteria.</param>
    /// <returns>[criteria][criteria]; <see cref="double.NaN"/> where a criterion finds all experts of a layer
    /// alike.</returns>
    public static IReadOnlyList<IReadOnlyList<double>> Correlations(
        ModelConfig config,
        IReadOnlyList<PruningCriterion> criteria
    )
    {
        ArgumentNullException.ThrowIfNull(config);
        var worth = criteria
            .Select(criterion =>
                config.MoeLayers.Select(layer => criterion.Worth(layer, config.Moe.Router.Experts)).ToArray()
            )
            .ToArray();
        return
        [
            .. worth.Select(one =>
                (IReadOnlyList<double>)
                    [.. worth.Select(other => one.Zip(other, (a, b) => Correlation.Spearman(a, b)).Average())]
            ),
        ];
    }

    /// <summary>The experts that criteria agree on: those of the lowest mean rank, 1 being a layer's best.</summary>
    /// <param name="config">The model.</param>
    /// <param name="criteria">The criteria.</param>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<ExpertStanding> Foremost(
        ModelConfig config,
        IReadOnlyList<PruningCriterion> criteria,
        int count
    )
    {
        ArgumentNullException.ThrowIfNull(config);
        var ranks = criteria.Select(criterion => criterion.Rank(config)).ToArray();
        var standings =
            from layer in config.MoeLayers
            from expert in Enumerable.Range(0, config.Moe.Router.Experts)
            let places = ranks
                .Select(rank => 1 + rank[layer].Index().First(place => place.Item == expert).Index)
                .ToArray()
            orderby places.Average(), layer, expert
            select new ExpertStanding(layer, expert, places.Average(), places.Min(), places.Max());
        return [.. standings.Take(count)];
    }
}
