using MoeNotebooks.Configs;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Pruning;

/// <summary>Which pruned models an experiment compares.</summary>
public static class PruningPlan
{
    /// <summary>The name of the model that keeps all experts.</summary>
    public const string Full = "all experts";

    /// <summary>The paper's criteria (table 2) beside chance: counts, hard and soft, and indices.</summary>
    /// <param name="statistics">From a calibration.</param>
    public static IReadOnlyList<PruningCriterion> Paper(RoutingStatistics statistics) =>
        [
            new ByFormula(CriterionFormula.SoftCount, statistics),
            new ByFormula(CriterionFormula.HardCount, statistics),
            .. Enum.GetValues<IndexRule>().Select(rule => new ByIndex(rule)),
        ];

    /// <summary>All formulas that have a name.</summary>
    /// <param name="statistics">From a calibration.</param>
    public static IReadOnlyList<PruningCriterion> Formulas(RoutingStatistics statistics) =>
        [.. CriterionFormula.All.Select(formula => new ByFormula(formula, statistics))];

    /// <summary>
    /// Every criterion there is but chance: all formulas, greedy reconstruction, weights alone, indices.
    /// </summary>
    /// <param name="statistics">From a calibration.</param>
    /// <param name="weights">From the model's weights.</param>
    public static IReadOnlyList<PruningCriterion> Every(RoutingStatistics statistics, ByWeights weights) =>
        [
            .. Formulas(statistics),
            new ByReconstruction(statistics),
            weights,
            .. Enum.GetValues<IndexRule>().Select(rule => new ByIndex(rule)),
        ];

    /// <summary>Criteria with as many experts over all layers together, so that layers differ; every layer keeps at
    /// least as many as a token uses.</summary>
    /// <param name="config">The model.</param>
    /// <param name="criteria">The criteria.</param>
    /// <param name="keeps">Experts kept in a MoE layer on average.</param>
    public static IReadOnlyList<PrunedModel> Overall(
        ModelConfig config,
        IReadOnlyList<PruningCriterion> criteria,
        IReadOnlyList<int> keeps
    )
    {
        ArgumentNullException.ThrowIfNull(config);
        return
        [
            .. from keep in keeps
            from criterion in criteria
            select new PrunedModel(
                criterion.Name + ", global",
                keep,
                criterion.ChooseOverall(config, keep, Math.Min(keep, config.Moe.Router.TrainedTopK))
            ),
        ];
    }

    /// <summary>Experts kept at some shares of all, halves rounded up.</summary>
    /// <param name="config">The model.</param>
    /// <param name="percents">Percentages above 0 and below 100.</param>
    /// <exception cref="MoeUsageException">One rounds to none or to all.</exception>
    public static IReadOnlyList<int> Keeps(ModelConfig config, IReadOnlyList<double> percents)
    {
        ArgumentNullException.ThrowIfNull(config);
        return
        [
            .. percents.Select(percent =>
                KeepCount.Parse(FormattableString.Invariant($"{percent}%"), config.Moe.Router.Experts)
            ),
        ];
    }

    /// <summary>
    /// The full model, then each criterion at each number of experts, then as many random choices of each number.
    /// </summary>
    /// <param name="config">The model.</param>
    /// <param name="criteria">The criteria.</param>
    /// <param name="keeps">Experts kept in every MoE layer.</param>
    /// <param name="draws">Random choices of each number, with seeds from 1 on.</param>
    public static IReadOnlyList<PrunedModel> Grid(
        ModelConfig config,
        IReadOnlyList<PruningCriterion> criteria,
        IReadOnlyList<int> keeps,
        int draws
    )
    {
        ArgumentNullException.ThrowIfNull(config);
        var chosen =
            from keep in keeps
            from criterion in criteria
            select new PrunedModel(criterion.Name, keep, criterion.Choose(config, keep));
        var random =
            from keep in keeps
            from seed in Enumerable.Range(1, draws)
            select new PrunedModel("random", keep, new ByChance(seed).Choose(config, keep)) { Seed = seed };
        return [new(Full, config.Moe.Router.Experts, null), .. chosen, .. random];
    }
}
