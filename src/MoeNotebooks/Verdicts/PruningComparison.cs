using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Table 2 on a model that was run: every criterion at every size, against the full model and against the soft count.
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Kind">Where its numbers come from.</param>
/// <param name="Full">The full model's accuracy in percent.</param>
/// <param name="Rows">One row per criterion and size.</param>
public sealed record PruningComparison(string Model, ResultKind Kind, double Full, IReadOnlyList<PruningRow> Rows)
{
    /// <summary>The name under which draws at random are one row.</summary>
    public const string Random = "random";

    private const double Level = 0.05;
    private const string Baseline = "the baseline";

    /// <summary>Accuracy in percent of every draw at random, by the percentage kept.</summary>
    public IReadOnlyDictionary<double, IReadOnlyList<double>> Draws { get; init; } =
        new Dictionary<double, IReadOnlyList<double>>();

    /// <summary>
    /// The best index rule against the worst at each percentage kept: chosen after looking, so corrected for all pairs.
    /// </summary>
    public IReadOnlyDictionary<double, Comparison> IndexRules { get; init; } = new Dictionary<double, Comparison>();

    /// <summary>What guessing would score, in percent; <see langword="null"/> where that is not known.</summary>
    public double? Guessing { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="kind">Where the numbers come from.</param>
    /// <param name="points">The full model first, then pruned ones; soft-count pruned ones of every size among
    /// them.</param>
    /// <param name="experts">Routed experts of a MoE layer.</param>
    public static PruningComparison Of(string model, ResultKind kind, IReadOnlyList<PrunedPoint> points, int experts)
    {
        ArgumentNullException.ThrowIfNull(points);
        var full = points[0].Point;
        var groups = points
            .Skip(1)
            .GroupBy(point => (point.Model.Criterion, point.Model.Kept))
            .Select(group => new Group(
                group.Key.Criterion,
                100 * group.Key.Kept / experts,
                [.. group.Select(point => point.Point)]
            ))
            .ToArray();
        var against = Compare(groups, _ => [full]);
        var soft = groups
            .Where(group => group.Criterion == CriterionFormula.SoftCount.Name)
            .ToDictionary(group => group.Percent, group => group.Points);
        Group[] others =
        [
            .. groups.Where(group =>
                group.Criterion != CriterionFormula.SoftCount.Name && soft.ContainsKey(group.Percent)
            ),
        ];
        var beside = Compare(others, group => soft[group.Percent]);
        var graded = Compare(others, group => soft[group.Percent], Measure.Margin);
        return new(
            model,
            kind,
            100 * full.Mean,
            [
                .. groups.Select(group =>
                    Row(group, against[group], beside.GetValueOrDefault(group), graded.GetValueOrDefault(group))
                ),
            ]
        )
        {
            Draws = groups
                .Where(group => group.Criterion == Random)
                .ToDictionary(
                    group => group.Percent,
                    group => (IReadOnlyList<double>)[.. group.Points.Select(point => 100 * point.Mean)]
                ),
            IndexRules = groups
                .GroupBy(group => group.Percent)
                .Select(size => (size.Key, Pair: Extremes(size)))
                .Where(size => size.Pair is not null)
                .ToDictionary(size => size.Key, size => size.Pair!),
        };
    }

    private static Dictionary<Group, Comparison> Compare(
        IEnumerable<Group> groups,
        Func<Group, IReadOnlyList<SweepPoint>> baseline,
        Measure measure = Measure.Accuracy
    )
    {
        Group[] all = [.. groups];
        return all.Length == 0
            ? []
            : all.Zip(
                    BaselineComparison.Compare(
                        [
                            .. all.Select(group =>
                                (
                                    $"{group.Criterion} at {group.Percent}",
                                    Contrast.Of(group.Points, baseline(group), measure)
                                )
                            ),
                        ],
                        Level
                    )
                )
                .ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static Comparison? Extremes(IEnumerable<Group> size)
    {
        Group[] rules =
        [
            .. size.Where(group => Enum.GetValues<IndexRule>().Any(rule => new ByIndex(rule).Name == group.Criterion))
                .OrderBy(group => group.Mean),
        ];
        return rules.Length < 2
            ? null
            : BaselineComparison.Compare(
                [
                    (
                        $"{rules[^1].Criterion} against {rules[0].Criterion}",
                        Contrast.Of(rules[^1].Points, rules[0].Points)
                    ),
                ],
                2 * Level / (rules.Length * (rules.Length - 1))
            )[0];
    }

    private static PruningRow Row(Group group, Comparison full, Comparison? soft, Comparison? graded) =>
        new(
            group.Criterion,
            group.Percent,
            100 * group.Mean,
            group.Points.Count == 1 ? 100 * group.Points[0].StandardError : null,
            100 * full.Mean.Difference,
            100 * full.Corrected.Low,
            100 * full.Corrected.High,
            100 * (soft?.Mean.Difference ?? 0),
            100 * (soft?.Corrected.Low ?? 0),
            100 * (soft?.Corrected.High ?? 0),
            soft?.CorrectedP ?? 1,
            soft?.Finding.InWords() ?? Baseline
        )
        {
            MarginChange = graded?.Mean.Difference ?? 0,
            MarginFinding = graded?.Finding.InWords() ?? Baseline,
        };

    private sealed record Group(string Criterion, double Percent, IReadOnlyList<SweepPoint> Points)
    {
        public double Mean => Points.Average(point => point.Mean);
    }
}
