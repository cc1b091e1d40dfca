using System.Globalization;
using MoeNotebooks.Paper;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Charts;

/// <summary>Figures 4 and 6 of the paper: accuracy under allocations of experts to layers.</summary>
public static class SkippingFigures
{
    /// <summary>
    /// Figure 4: accuracy against the mean number of experts, a series for every shape of allocation.
    /// </summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="curve">The model's allocations; its question noise is drawn as a line below the full model.</param>
    public static Figure Accuracy(string title, AccuracyCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return new(
            title,
            new Axis("active experts, mean over the MoE layers"),
            new Axis("six-task mean accuracy (%)"),
            ByShape(curve.Points, curve.Kind)
        )
        {
            Guides =
            [
                new Guide(
                    curve.Baseline,
                    false,
                    string.Create(CultureInfo.InvariantCulture, $"full model {curve.Baseline:F1}")
                ),
                .. curve.QuestionError is { } error
                    ? [new Guide(curve.Baseline - (1.96 * error), false, "less 1.96 standard errors")]
                    : Array.Empty<Guide>(),
            ],
        };
    }

    /// <summary>
    /// Several models in one picture: points lost against the share of the trained experts that stays active.
    /// </summary>
    /// <param name="curves">The models.</param>
    public static Figure Loss(IEnumerable<AccuracyCurve> curves) =>
        new(
            "Accuracy lost by skipping experts",
            new Axis("active experts (% of the trained number, mean over the MoE layers)"),
            new Axis("change of the six-task mean (points)"),
            [.. curves.Select((curve, place) => Loss(curve, place))]
        )
        {
            Guides = [new Guide(0, false, "full model")],
        };

    /// <summary>
    /// The same number of experts in every layer, model by model: points lost, with one standard error of the paired
    /// difference, beside the paper's flat rows.
    /// </summary>
    /// <param name="models">The models that were run.</param>
    /// <param name="quoted">The paper's.</param>
    public static Figure Curves(IReadOnlyList<MiniSkipping> models, IReadOnlyList<AccuracyCurve> quoted)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(quoted);
        var paper = quoted
            .Index()
            .Select(curve =>
                Loss(
                    curve.Item with
                    {
                        Points =
                        [
                            .. curve
                                .Item.Points.Where(point => point.Shape == AllocationShape.Flat)
                                .OrderBy(point => point.MeanExperts),
                        ],
                    },
                    models.Count + curve.Index
                )
            );
        return new(
            "The same number of experts in every layer",
            new Axis("active experts (% of the trained number)"),
            new Axis("change of the six-task mean (points)"),
            [.. models.Index().Select(model => Uniform(model.Item, model.Index)), .. paper]
        )
        {
            Guides = [new Guide(0, false, "full model")],
        };
    }

    /// <summary>
    /// Descending less ascending mirror images by shape, with 95 % intervals: above zero descending ones are better.
    /// </summary>
    /// <param name="models">The models that were run.</param>
    public static Figure Directions(IReadOnlyList<MiniSkipping> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        string[] shapes =
        [
            .. models
                .SelectMany(model => model.Directions.Select(direction => direction.Shape))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        return new(
            "Mirror images: descending less ascending",
            new Axis(string.Empty)
            {
                Ticks = [.. shapes.Select((_, i) => (double)i)],
                TickTexts = shapes,
                From = -0.6,
                To = shapes.Length - 0.4,
            },
            new Axis("difference of the six-task mean (points)"),
            [
                .. models
                    .Index()
                    .Select(model =>
                        Series.Of(
                            model.Item.Curve.Name,
                            model.Item.Curve.Kind,
                            model.Item.Directions.Select(direction =>
                                (
                                    Array.IndexOf(shapes, direction.Shape)
                                        + (0.15 * (model.Index - ((models.Count - 1) / 2.0))),
                                    direction.Difference
                                )
                            )
                        ) with
                        {
                            Colour = model.Index,
                            Low = [.. model.Item.Directions.Select(direction => direction.Low ?? direction.Difference)],
                            High =
                            [
                                .. model.Item.Directions.Select(direction => direction.High ?? direction.Difference),
                            ],
                            Texts = [.. model.Item.Directions.Select(direction => direction.InWords)],
                        }
                    ),
            ]
        )
        {
            Guides = [new Guide(0, false, "no difference")],
        };
    }

    /// <summary>Figure 6: how many experts each layer gets under some allocations.</summary>
    /// <param name="allocations">The allocations.</param>
    /// <param name="moeLayers">MoE layers of the model.</param>
    /// <param name="trained">Active experts that it was trained with.</param>
    public static Figure Shapes(IEnumerable<Allocation> allocations, int moeLayers, int trained) =>
        new(
            "Figure 6: shapes of allocations (b,h,e,p)",
            new Axis("MoE layer"),
            new Axis("active experts") { From = 0 },
            [.. allocations.Select((allocation, place) => Shape(allocation, moeLayers, trained, place))]
        )
        {
            Height = 480,
        };

    /// <summary>The noise floor: the spread of repeated rows of table 10, task by task.</summary>
    /// <param name="rows">The spreads.</param>
    public static Figure Noise(IReadOnlyList<NoiseRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        string[] tasks = [.. TaskScores.TaskNames, "average"];
        var groups = rows.GroupBy(row => row.Experts)
            .Index()
            .Select(group =>
                Series.Of(
                    $"rows ({group.Item.Key},{group.Item.Key},{group.Item.Key},p)",
                    ResultKind.Quoted,
                    group.Item.Select(row => (Array.IndexOf(tasks, row.Task) + (0.22 * (group.Index - 1)), row.Spread))
                ) with
                {
                    Colour = group.Index,
                }
            );
        return new Figure(
            "Noise floor: spread of six measurements of one configuration",
            new Axis(string.Empty) { Ticks = [.. tasks.Select((_, i) => (double)i)], TickTexts = tasks },
            new Axis("highest minus lowest (points)") { From = 0 },
            [.. groups]
        );
    }

    private static Series[] ByShape(IReadOnlyList<AccuracyPoint> points, ResultKind kind) =>
        [
            .. points
                .GroupBy(point => point.Shape)
                .OrderBy(shape => shape.Key)
                .Select(shape => new Series(
                    Name(shape.Key),
                    kind,
                    [.. shape.Select(point => point.MeanExperts)],
                    [.. shape.Select(point => point.Accuracy)]
                )
                {
                    Colour = Place(shape.Key),
                    Texts = [.. shape.Select(point => point.Name)],
                    Low = Errors(shape, -1),
                    High = Errors(shape, 1),
                }),
        ];

    private static Series Uniform(MiniSkipping model, int place)
    {
        AllocationResult[] rows =
        [
            .. model.Uniform.Select(point =>
                model.Rows[model.Points.Index().First(other => other.Item == point).Index]
            ),
        ];
        return Series.Of(
            model.Curve.Name,
            model.Curve.Kind,
            rows.Select(row => (100 * row.MeanExperts / model.Curve.Trained, row.Difference))
        ) with
        {
            Colour = place,
            Mark = Mark.PointsAndLine,
            Texts = [.. rows.Select(row => row.Policy)],
            Low = [.. rows.Select(row => row.Difference - row.DifferenceError)],
            High = [.. rows.Select(row => row.Difference + row.DifferenceError)],
        };
    }

    private static Series Loss(AccuracyCurve curve, int place) =>
        new(
            curve.Name,
            curve.Kind,
            [.. curve.Points.Select(point => 100 * point.MeanExperts / curve.Trained)],
            [.. curve.Points.Select(point => point.Accuracy - curve.Baseline)]
        )
        {
            Colour = place,
            Texts = [.. curve.Points.Select(point => point.Name)],
        };

    private static double[]? Errors(IEnumerable<AccuracyPoint> points, int sign) =>
        points.Any(point => point.StandardError is null)
            ? null
            : [.. points.Select(point => point.Accuracy + (sign * point.StandardError!.Value))];

    private static Series Shape(Allocation allocation, int moeLayers, int trained, int place)
    {
        var experts = allocation.ActiveExperts(moeLayers, trained);
        return Series.Of(
            $"{allocation} {Name(AllocationShapes.Of(experts)).ToLowerInvariant()}",
            ResultKind.Predicted,
            experts.Select((count, layer) => (layer + 1.0, (double)count))
        ) with
        {
            Colour = place,
            Mark = Mark.PointsAndLine,
            IsDefinition = true,
        };
    }

    private static string Name(AllocationShape shape) => shape.ToString();

    /// <summary>A shape has its colour in every figure; flat ones are black.</summary>
    private static int Place(AllocationShape shape) =>
        shape switch
        {
            AllocationShape.Flat => 6,
            AllocationShape.Mixed => 5,
            _ => (int)shape - 1,
        };
}
