using System.Globalization;
using MoeNotebooks.Measurement;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Charts;

/// <summary>Figure 2's mixtures on several machines, and the control that takes their slowness apart.</summary>
public static class BatchComparisonFigures
{
    /// <summary>One mixture and its dense twin on one machine: latency per token, measured and predicted.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="rows">Rows of several layers and machines.</param>
    /// <param name="on">The machine.</param>
    /// <param name="layer">The mixture.</param>
    public static Figure Latency(string title, IReadOnlyList<BatchRow> rows, string on, string layer)
    {
        ArgumentNullException.ThrowIfNull(rows);
        BatchRow[] these = [.. rows.Where(row => row.On == on && row.Layer == layer)];
        return new(
            title,
            Batch(these.Select(row => row.Tokens)),
            new Axis("latency (µs per token)", Log: true),
            [
                Measured(layer, on, 0, these.Select(row => ((double)row.Tokens, row.Mixture / row.Tokens))),
                Line(layer, 0, these.Select(row => ((double)row.Tokens, row.PredictedMixture / row.Tokens))),
                Measured("dense twin", on, 1, these.Select(row => ((double)row.Tokens, row.Dense / row.Tokens))),
                Line("dense twin", 1, these.Select(row => ((double)row.Tokens, row.PredictedDense / row.Tokens))),
            ]
        );
    }

    /// <summary>
    /// How many times longer than its dense twin every mixture takes, with the intervals that are known.
    /// </summary>
    /// <param name="rows">Rows of several layers and machines.</param>
    public static Figure Factors(IReadOnlyList<BatchRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var series = Layers(rows)
            .SelectMany(
                (layer, place) =>
                    new[]
                    {
                        Measured(
                            layer.Key.Layer,
                            layer.Key.On,
                            place,
                            layer.Select(row => ((double)row.Tokens, row.Factor))
                        ) with
                        {
                            Low = layer.All(row => row.Low is not null)
                                ? [.. layer.Select(row => row.Low!.Value)]
                                : null,
                            High = layer.All(row => row.High is not null)
                                ? [.. layer.Select(row => row.High!.Value)]
                                : null,
                        },
                        Line(
                            $"{layer.Key.Layer}, {layer.Key.On}",
                            place,
                            layer.Select(row => ((double)row.Tokens, row.PredictedFactor))
                        ),
                    }
            );
        return new(
            "The weakened batch effect: mixtures over their dense twins",
            Batch(rows.Select(row => row.Tokens)),
            new Axis("times the dense layer's latency", Log: true),
            [.. series]
        )
        {
            Guides = [new Guide(1, false, "as fast as the dense layer")],
        };
    }

    /// <summary>The same layers against the tokens that an expert gets: latency per token over its own best.</summary>
    /// <param name="rows">Rows of several layers and machines.</param>
    public static Figure RowsPerExpert(IReadOnlyList<BatchRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var mixtures = Layers(rows)
            .Select(
                (layer, place) =>
                    Measured(
                        layer.Key.Layer,
                        layer.Key.On,
                        place,
                        OverBest(layer, row => row.RowsPerExpert, row => row.Mixture)
                    )
            );
        var dense = rows.GroupBy(row => row.On)
            .Select(
                (machine, place) =>
                    Measured(
                        "dense layer",
                        machine.Key,
                        Layers(rows).Count() + place,
                        OverBest(
                            machine.Where(row => row.Layer == machine.First().Layer),
                            row => row.Tokens,
                            row => row.Dense
                        )
                    ) with
                    {
                        Mark = Mark.Line,
                    }
            );
        return new(
            "Latency per token over the tokens that each expert gets",
            Batch(rows.Select(row => row.Tokens)) with
            {
                Title = "tokens per expert that is hit (dense: L)",
            },
            new Axis("times its own best latency per token", Log: true),
            [.. mixtures, .. dense]
        );
    }

    /// <summary>What forcing the router shows: dispatch, reading, and the router's unevenness, as quotients.</summary>
    /// <param name="points">The control.</param>
    public static Figure Forced(IReadOnlyList<ForcedPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        (string Name, Func<ForcedPoint, MedianInterval> Of)[] parts =
        [
            ("reading: experts in turn over the same experts for all", point => point.Reading),
            ("dispatch: the same experts for all over the dense twin", point => point.Dispatch),
            ("unevenness: the router's choice over experts in turn", point => point.Unevenness),
        ];
        return new(
            $"{points[0].Shape.Name} with a forced router: what a mixture's time goes to",
            Batch(points.Select(point => point.Tokens)),
            new Axis("times as long", Log: true),
            [
                .. parts.Select(
                    (part, place) =>
                        Measured(
                            part.Name,
                            BatchComparison.Here,
                            place,
                            points.Select(point => ((double)point.Tokens, part.Of(point).Median))
                        ) with
                        {
                            Low = [.. points.Select(point => part.Of(point).Low)],
                            High = [.. points.Select(point => part.Of(point).High)],
                        }
                ),
            ]
        )
        {
            Guides = [new Guide(1, false, "no difference")],
        };
    }

    private static IEnumerable<IGrouping<(string On, string Layer), BatchRow>> Layers(IReadOnlyList<BatchRow> rows) =>
        rows.GroupBy(row => (row.On, row.Layer));

    private static IEnumerable<(double, double)> OverBest(
        IEnumerable<BatchRow> layer,
        Func<BatchRow, double> x,
        Func<BatchRow, double> microseconds
    )
    {
        var best = layer.Min(row => microseconds(row) / row.Tokens);
        return layer.Select(row => (x(row), microseconds(row) / row.Tokens / best));
    }

    private static Series Measured(string name, string on, int place, IEnumerable<(double, double)> points) =>
        Series.Of(name, ResultKind.Measured, points) with
        {
            Colour = place,
            MeasuredOn = on,
            Mark = Mark.PointsAndLine,
        };

    private static Series Line(string name, int place, IEnumerable<(double, double)> points) =>
        Series.Of(name, ResultKind.Predicted, points) with
        {
            Colour = place,
            Mark = Mark.Line,
        };

    private static Axis Batch(IEnumerable<int> tokens)
    {
        double[] ticks = [.. tokens.Where(int.IsPow2).Distinct().Order().Select(value => (double)value)];
        return new Axis("tokens processed together, L", Log: true)
        {
            Ticks = ticks,
            TickTexts = [.. ticks.Select(tick => tick.ToString("0", CultureInfo.InvariantCulture))],
        };
    }
}
