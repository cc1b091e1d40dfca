using MathNet.Numerics.Statistics;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Pruning;

/// <summary>How well criteria foretell what leaving out an expert does.</summary>
public static class AblationStandings
{
    /// <summary>Spearman's rank correlation of each criterion's worth with the divergence that leaving the expert out
    /// causes: the mean over the layers.</summary>
    /// <param name="criteria">The criteria.</param>
    /// <param name="ablated">Experts, all or a sample, at least three of a layer.</param>
    /// <param name="experts">Experts of a layer.</param>
    /// <exception cref="MoeUsageException">No layer has three.</exception>
    public static IReadOnlyList<(string Criterion, double Correlation)> Of(
        IReadOnlyList<PruningCriterion> criteria,
        IReadOnlyList<AblatedExpert> ablated,
        int experts
    )
    {
        ArgumentNullException.ThrowIfNull(criteria);
        ArgumentNullException.ThrowIfNull(ablated);
        var layers = Ranked(ablated.GroupBy(expert => expert.Layer));
        double Mean(PruningCriterion criterion) =>
            layers.Average(layer =>
            {
                var worth = criterion.Worth(layer.Key, experts);
                return Correlation.Spearman(
                    layer.Select(one => worth[one.Expert]),
                    layer.Select(one => one.Divergence)
                );
            });
        return
        [
            .. criteria.Select(criterion => (criterion.Name, Mean(criterion))).OrderByDescending(pair => pair.Item2),
        ];
    }

    /// <summary>How alike two runs of <see cref="ExpertAblation"/> over different windows rank the same experts:
    /// Spearman's rank correlation, the mean over the layers. What a criterion foretells of one run cannot be expected
    /// to be better than this.</summary>
    /// <param name="first">Experts, at least three of a layer.</param>
    /// <param name="second">The same experts over other windows.</param>
    /// <exception cref="MoeUsageException">No layer has three.</exception>
    public static double Repeated(IReadOnlyList<AblatedExpert> first, IReadOnlyList<AblatedExpert> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Ranked(first.Zip(second).GroupBy(pair => pair.First.Layer))
            .Average(layer =>
                Correlation.Spearman(
                    layer.Select(pair => pair.First.Divergence),
                    layer.Select(pair => pair.Second.Divergence)
                )
            );
    }

    // two ranks agree or they do not: a correlation of them says nothing
    private static IGrouping<int, T>[] Ranked<T>(IEnumerable<IGrouping<int, T>> layers)
    {
        IGrouping<int, T>[] ranked = [.. layers.Where(layer => layer.Count() > 2)];
        return ranked.Length > 0
            ? ranked
            : throw new MoeUsageException(
                "experts left out",
                "are at most two of a layer; ranks need three",
                "Leave out more of each layer, or 0 for all of them"
            );
    }
}
