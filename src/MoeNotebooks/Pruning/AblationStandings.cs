using MathNet.Numerics.Statistics;

namespace MoeNotebooks.Pruning;

/// <summary>How well criteria foretell what leaving out an expert does.</summary>
public static class AblationStandings
{
    /// <summary>Spearman's rank correlation of each criterion's worth with the divergence that leaving the expert out causes: the mean over the
    /// layers.</summary>
    /// <param name="criteria">The criteria.</param>
    /// <param name="ablated">Experts, all or a sample, at least three of a layer.</param>
    /// <param name="experts">Experts of a layer.</param>
    public static IReadOnlyList<(string Criterion, double Correlation)> Of(IReadOnlyList<PruningCriterion> criteria,
        IReadOnlyList<AblatedExpert> ablated, int experts)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        ArgumentNullException.ThrowIfNull(ablated);
        var layers = ablated.GroupBy(expert => expert.Layer).Where(layer => layer.Count() > 2).ToArray();
        double Mean(PruningCriterion criterion) => layers.Average(layer =>
        {
            var worth = criterion.Worth(layer.Key, experts);
            return Correlation.Spearman(layer.Select(one => worth[one.Expert]), layer.Select(one => one.Divergence));
        });
        return [.. criteria.Select(criterion => (criterion.Name, Mean(criterion))).OrderByDescending(pair => pair.Item2)];
    }
}
