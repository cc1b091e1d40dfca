using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>A model's sweep as figure 4 and its verdicts need it: every different policy once.</summary>
/// <param name="Curve">The policies as points.</param>
/// <param name="Rows">The same as rows of a table, the full model first.</param>
public sealed record MiniSkipping(AccuracyCurve Curve, IReadOnlyList<AllocationResult> Rows)
{
    /// <summary>Descending against ascending mirror images, one for each shape.</summary>
    public IReadOnlyList<ShapeDirection> Directions { get; init; } = [];

    /// <summary>
    /// The second-lowest and second-highest uniform number of experts against the lowest and the highest: better where
    /// the last experts skipped cost more than the first. <see langword="null"/> with fewer than three numbers.
    /// </summary>
    public Comparison? Bend { get; init; }

    /// <summary>
    /// How the model's router makes scores of its outputs: the paper says which direction is best for either.
    /// </summary>
    public Scoring Scoring { get; init; }

    /// <summary>The answers behind the rows, in their order.</summary>
    public IReadOnlyList<SweepPoint> Points { get; init; } = [];

    /// <summary>The policies that fix a number for each layer and leave weights to the model.</summary>
    internal IReadOnlyList<SweepPoint> Allocations =>
        [
            .. Points.Where(point =>
                point.Policy.Weights == Points[0].Policy.Weights && point.Policy is not AdaptivePolicy
            ),
        ];

    /// <summary>The rows that leave weights to the model; the curve's points are in the same order.</summary>
    internal IEnumerable<int> Own =>
        Enumerable
            .Range(0, Math.Max(Rows.Count, Curve.Points.Count))
            .Where(i => Points.Count == 0 || Points[i].Policy.Weights == Points[0].Policy.Weights);

    /// <summary>Those with the same number in all layers, the fewest first.</summary>
    internal IReadOnlyList<SweepPoint> Uniform =>
        [.. Allocations.Where(point => point.Experts.Distinct().Count() == 1).OrderBy(point => point.MeanExperts)];

    /// <summary>Takes a sweep whose first point is the full model.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="comparisons">Its points compared with the full model, in their order.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="scoring">How its router makes scores of its outputs.</param>
    /// <param name="kind">Where the numbers come from; left out, the tasks say whether they are synthetic.</param>
    public static MiniSkipping Of(
        SweepResult sweep,
        IReadOnlyList<Comparison> comparisons,
        string model = "mini model",
        Scoring scoring = Scoring.Softmax,
        ResultKind? kind = null
    )
    {
        ArgumentNullException.ThrowIfNull(sweep);
        (SweepPoint Point, Comparison Comparison)[] different =
        [
            .. sweep.Points.Zip(comparisons).DistinctBy(pair => pair.First.Run.Conditions.Key),
        ];
        SweepPoint[] points = [.. different.Select(pair => pair.Point)];
        var mini = new MiniSkipping(
            CurveOf(points, model, kind ?? QuestionKind.Of(points[0].Tasks.Select(task => task.Task))),
            [.. different.Select(pair => RowOf(model, pair.Point, pair.Comparison))]
        )
        {
            Scoring = scoring,
            Points = points,
            Directions = [.. DirectionsOf(points)],
        };
        return mini with { Bend = BendOf(mini.Uniform) };
    }

    private static AccuracyCurve CurveOf(SweepPoint[] points, string model, ResultKind kind) =>
        new(model, kind, points[0].Experts.Max(), 100 * points[0].Mean, [.. points.Select(PointOf)])
        {
            QuestionError = 100 * points[0].StandardError,
            RunError = 0, // the same weights, questions and machine give the same answers
        };

    private static AccuracyPoint PointOf(SweepPoint point) =>
        new(point.Policy.ToString(), point.Experts, 100 * point.Mean, 100 * point.StandardError)
        {
            MeasuredExperts = point.MeasuredExperts,
        };

    /// <summary>Policies of one rule for the weights are mirrored among themselves.</summary>
    private static IEnumerable<ShapeDirection> DirectionsOf(SweepPoint[] points)
    {
        var shapes = points
            .Where(point => point.Policy is not AdaptivePolicy)
            .GroupBy(point => point.Policy.Weights)
            .SelectMany(PairsOf)
            .GroupBy(pair => pair.Shape)
            .OrderBy(shape => shape.Key, StringComparer.Ordinal)
            .ToArray();
        var comparisons = BaselineComparison.Compare([
            .. shapes.Select(shape =>
                (
                    shape.Key,
                    Contrast.Of([.. shape.Select(pair => pair.Descending)], [.. shape.Select(pair => pair.Ascending)])
                )
            ),
        ]);
        return shapes.Zip(comparisons, (shape, comparison) => new ShapeDirection(
                shape.Key,
                shape.Count(),
                100 * comparison.Mean.Difference,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{100 * comparison.Corrected.Low:0.00} to {100 * comparison.Corrected.High:0.00}, {PValue.InWords(comparison.CorrectedP, 4)}, "
                ) + string.Create(CultureInfo.InvariantCulture, $"{100 * comparison.SmallestSeen:0.00} would be seen"),
                comparison.Finding is Finding.Better or Finding.Worse ? comparison.Finding : Finding.Undecided
            )
            {
                Low = 100 * comparison.Corrected.Low,
                High = 100 * comparison.Corrected.High,
                P = comparison.CorrectedP,
                SmallestSeen = 100 * comparison.SmallestSeen,
            });
    }

    /// <summary>Pairs whose answers are the same to every question cannot differ, and are not counted.</summary>
    private static IEnumerable<(string Shape, SweepPoint Descending, SweepPoint Ascending)> PairsOf(
        IEnumerable<SweepPoint> points
    )
    {
        var of = points.ToDictionary(
            point => (object)PointOf(point),
            point => point,
            ReferenceEqualityComparer.Instance
        );
        return MirrorPairs
            .Of([.. of.Keys.Cast<AccuracyPoint>()])
            .Select(pair => (DirectionVerdict.ShapeOf(pair), of[pair.Descending], of[pair.Ascending]))
            .Where(pair => pair.Item2.PairWith(pair.Item3).Any(task => task.Differences.Count > 0));
    }

    private static Comparison? BendOf(IReadOnlyList<SweepPoint> uniform) =>
        uniform.Count < 3
            ? null
            : BaselineComparison.Compare([("bend", Contrast.Of([uniform[1], uniform[^2]], [uniform[0], uniform[^1]]))])[
                0
            ];

    private static AllocationResult RowOf(string model, SweepPoint point, Comparison comparison) =>
        new(
            model,
            point.Policy.ToString(),
            string.Join(' ', point.Experts),
            point.MeanExperts,
            100 * point.Mean,
            100 * point.StandardError,
            100 * comparison.Mean.Difference,
            100 * comparison.Mean.StandardError,
            100 * comparison.Corrected.Low,
            100 * comparison.Corrected.High,
            comparison.CorrectedP,
            100 * comparison.SmallestSeen,
            comparison.Finding.InWords()
        );
}
