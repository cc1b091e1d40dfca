using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Charts;

/// <summary>Ways to use fewer experts, and where layers need theirs.</summary>
public static class BeyondFigures
{
    /// <summary>Accuracy with its errors against predicted speed, a series for each family, and the points that nothing
    /// beats; beside them the same number everywhere with the speed that an H100 had, where that was
    /// measured.</summary>
    /// <param name="beyond">The ways.</param>
    public static Figure Pareto(BeyondPaper beyond)
    {
        ArgumentNullException.ThrowIfNull(beyond);
        var timed = beyond.OnH100;
        var figure = Speeds(
            beyond,
            $"{beyond.Points[0].Model}: one Pareto front of accuracy against predicted speed",
            $"speedup of a decode step over the trained model's (predicted: {beyond.Setting})",
            ResultKind.Predicted,
            point => point.Speedup
        );
        return figure with
        {
            Series =
            [
                .. figure.Series,
                Series.Of(
                    "beaten by none",
                    ResultKind.Predicted,
                    beyond.Front.Select(point => (point.Speedup, point.Accuracy))
                ) with
                {
                    Colour = 6,
                    Mark = Mark.Line,
                },
                .. timed.Count == 0
                    ? []
                    : new[]
                    {
                        Series.Of(
                            $"{BeyondPaper.Uniform}, its speed on an H100",
                            ResultKind.Measured,
                            timed.Select(one => (one.Speedup, one.Point.Accuracy))
                        ) with
                        {
                            Colour = 8,
                            MeasuredOn = "one H100, V2-Lite's shape",
                            Texts = [.. timed.Select(one => one.Point.Name)],
                        },
                    },
            ],
        };
    }

    /// <summary>The same against the speed measured on this machine, on the mini model itself.</summary>
    /// <param name="beyond">The ways, timed.</param>
    public static Figure Measured(BeyondPaper beyond)
    {
        ArgumentNullException.ThrowIfNull(beyond);
        return Speeds(
            beyond,
            $"{beyond.Points[0].Model}: the same ways, timed here",
            "speedup in tokens per second over the trained model (measured on this machine)",
            beyond.Kind,
            point => point.MeasuredSpeedup
        );
    }

    /// <summary>
    /// What each way gains over the same number everywhere at equal cost, with intervals corrected for all pairs.
    /// </summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="kind">Where the answers come from.</param>
    public static Figure AtEqualCost(IReadOnlyList<BeyondPair> pairs, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var families = pairs.Select(pair => pair.Way.Family).Distinct().ToArray();
        var models = pairs.Select(pair => pair.Way.Model).Distinct().ToArray();
        return new(
            "Against the same number everywhere at equal predicted cost",
            new Axis(string.Empty)
            {
                Ticks = [.. families.Index().Select(family => (double)family.Index)],
                TickTexts = families,
                From = -0.5,
                To = families.Length - 0.5,
            },
            new Axis("gain at equal cost (points)"),
            [
                .. models
                    .Index()
                    .Select(model =>
                    {
                        var placed = families
                            .Index()
                            .SelectMany(family =>
                                Placed(
                                    family.Index,
                                    [
                                        .. pairs.Where(pair =>
                                            pair.Way.Model == model.Item && pair.Way.Family == family.Item
                                        ),
                                    ],
                                    model.Index,
                                    models.Length
                                )
                            )
                            .ToArray();
                        return Series.Of(
                            model.Item,
                            kind,
                            placed.Select(one => (one.X, 100 * one.Pair.Comparison.Mean.Difference))
                        ) with
                        {
                            Colour = model.Index,
                            Texts = [.. placed.Select(one => $"{one.Pair.Way.Name} against {one.Pair.Control}")],
                            Low = [.. placed.Select(one => 100 * one.Pair.Comparison.Corrected.Low)],
                            High = [.. placed.Select(one => 100 * one.Pair.Comparison.Corrected.High)],
                        };
                    }),
            ]
        )
        {
            Guides = [new Guide(0, false, "the paper's way")],
        };

        // Side by side around a family's tick, the models one after the other.
        static IEnumerable<(double X, BeyondPair Pair)> Placed(int family, BeyondPair[] some, int model, int models) =>
            some.Index()
                .Select(pair =>
                    (family - 0.4 + (0.8 * (model + ((pair.Index + 0.5) / some.Length)) / models), pair.Item)
                );
    }

    /// <summary>What one expert more is worth in each third of the depth, with one standard error.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="models">The models' thirds.</param>
    public static Figure Depth(
        string title,
        IReadOnlyList<(ResultKind Kind, IReadOnlyList<DepthSensitivity> Thirds)> models
    )
    {
        ArgumentNullException.ThrowIfNull(models);
        return new(
            title,
            new Axis(string.Empty) { Ticks = [0, 1, 2], TickTexts = ["first third", "middle third", "last third"] },
            new Axis("points for one expert more"),
            [
                .. models.Select(
                    (model, place) =>
                        new Series(
                            model.Thirds[0].Model,
                            model.Kind,
                            [0 + (0.06 * place), 1 + (0.06 * place), 2 + (0.06 * place)],
                            [.. model.Thirds.Select(third => third.PointsPerExpert)]
                        )
                        {
                            Colour = place,
                            Mark = Mark.PointsAndLine,
                            Low = [.. model.Thirds.Select(third => third.PointsPerExpert - third.StandardError)],
                            High = [.. model.Thirds.Select(third => third.PointsPerExpert + third.StandardError)],
                        }
                ),
            ]
        )
        {
            Guides = [new Guide(0, false, "no use")],
        };
    }

    private static Figure Speeds(
        BeyondPaper beyond,
        string title,
        string axis,
        ResultKind speeds,
        Func<BeyondPoint, double?> speed
    ) =>
        new(
            title,
            new Axis(axis),
            new Axis("mean accuracy (%)"),
            [
                .. beyond
                    .Points.Where(point => speed(point) is not null)
                    .GroupBy(point => point.Family)
                    .Select(
                        (family, place) =>
                            new Series(
                                family.Key,
                                beyond.Kind,
                                [.. family.Select(point => speed(point)!.Value)],
                                [.. family.Select(point => point.Accuracy)]
                            )
                            {
                                Colour = place,
                                XKind = speeds,
                                Texts = [.. family.Select(point => point.Name)],
                                Low = family.Any(point => point.StandardError is null)
                                    ? null
                                    : [.. family.Select(point => point.Accuracy - point.StandardError!.Value)],
                                High = family.Any(point => point.StandardError is null)
                                    ? null
                                    : [.. family.Select(point => point.Accuracy + point.StandardError!.Value)],
                            }
                    ),
            ]
        )
        {
            Guides = [new Guide(beyond.Points[0].Accuracy, false, "trained model")],
        };
}
