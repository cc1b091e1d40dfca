using System.Globalization;
using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Results;

namespace MoeNotebooks.Charts;

/// <summary>Figure 2 of the paper: what batching gains in dense and in mixture layers.</summary>
public static class BatchFigures
{
    private const double Coincide = 0.05; // of the value: about the width of a line on a logarithmic axis

    /// <summary>Figure 2a: arithmetic intensity against the batch, from equation 3.</summary>
    /// <param name="shapes">The layers; those whose curves coincide are drawn as one.</param>
    /// <param name="largest">The largest batch.</param>
    /// <param name="ridge">FLOPs per element above which the machine computes rather than reads; no line when
    /// <see langword="null"/>.</param>
    public static Figure Intensity(IEnumerable<LayerShape> shapes, int largest, double? ridge = null)
    {
        double[] tokens = [.. LatencyOptions.PowersOfTwo(largest).Select(value => (double)value)];
        var series = Curves(shapes, tokens).Select((curve, place) => Line(curve.Name, place, tokens, curve.Values));
        return new Figure(
            "Figure 2a: arithmetic intensity",
            Batch(tokens),
            new Axis("FLOPs per element read or written", Log: true),
            [.. series]
        )
        {
            Guides = ridge is { } at ? [new Guide(at, false, "above: this machine computes, below: it reads")] : [],
        };
    }

    /// <summary>
    /// Figures 2b and 2c: latency per token against the batch, measured, with the roofline's prediction beside.
    /// </summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="run">The measurement.</param>
    /// <param name="shapes">Those of its layers that are drawn.</param>
    public static Figure Latency(string title, LatencyRun run, IReadOnlyList<LayerShape> shapes)
    {
        ArgumentNullException.ThrowIfNull(run);
        LatencyPoint[] points = [.. run.Points.Where(point => shapes.Contains(point.Shape))];
        var series = points
            .GroupBy(point => point.Shape)
            .SelectMany(layer =>
                new[]
                {
                    Line(
                        $"{layer.Key.Name}, roofline",
                        Place(layer.Key),
                        layer.Select(point => (double)point.Tokens),
                        layer.Select(point =>
                            1e6
                            * new LayerCost(layer.Key).Seconds(point.Tokens, run.Machine, run.BytesPerElement)
                            / point.Tokens
                        )
                    ),
                    Measured(layer.Key.Name, Place(layer.Key), layer, point => point.PerToken) with
                    {
                        Low = [.. layer.Select(point => point.FastestPerToken)],
                        High = [.. layer.Select(point => point.SlowestPerToken)],
                    },
                }
            );
        return new Figure(
            title,
            Batch(points.Select(point => (double)point.Tokens)),
            new Axis("latency (µs per token)", Log: true),
            [.. series]
        );
    }

    /// <summary>
    /// One curve for all layers that stay within a few percent of each other: a hidden line is a missing one.
    /// </summary>
    private static List<(string Name, double[] Values)> Curves(IEnumerable<LayerShape> shapes, double[] tokens)
    {
        var curves = new List<(string Name, double[] Values)>();
        foreach (var shape in shapes)
        {
            double[] values = [.. tokens.Select(new LayerCost(shape).Intensity)];
            var same = curves.FindIndex(curve =>
                curve.Values.Zip(values, (a, b) => Math.Abs(a - b) <= Coincide * b).All(near => near)
            );
            if (same < 0)
            {
                curves.Add((shape.Name, values));
            }
            else
            {
                curves[same] = ($"{curves[same].Name} and {shape.Name}", curves[same].Values);
            }
        }

        return curves;
    }

    /// <summary>Distinct experts that a batch hits: the formula's expectation and the counted number.</summary>
    /// <param name="run">The measurement; its dense layers are left out.</param>
    public static Figure Distinct(LatencyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var series = run
            .Points.Where(point => !point.Shape.IsDense)
            .GroupBy(point => point.Shape)
            .SelectMany(
                (layer, place) =>
                    new[]
                    {
                        Line(
                            $"{layer.Key.Name}, expected",
                            Other(place),
                            layer.Select(point => (double)point.Tokens),
                            layer.Select(Expected)
                        ),
                        Measured($"{layer.Key.Name}, counted", Other(place), layer, point => point.Distinct) with
                        {
                            Mark = Mark.Points,
                        },
                    }
            );
        return new Figure(
            "Distinct experts hit by a batch",
            Batch(run.Points.Select(point => (double)point.Tokens)),
            new Axis("experts whose weights are read"),
            [.. series]
        );
    }

    /// <summary>Mixtures are blue and dense layers orange in every chart of latency.</summary>
    private static int Place(LayerShape shape) => shape.IsDense ? 1 : 0;

    /// <summary>Mixtures side by side: blue, green and so on, without the dense layers' orange.</summary>
    private static int Other(int place) => place == 0 ? 0 : place + 1;

    private static double Expected(LatencyPoint point) => new LayerCost(point.Shape).Distinct(point.Tokens);

    private static Series Line(string name, int place, IEnumerable<double> x, IEnumerable<double> y) =>
        new(name, ResultKind.Predicted, [.. x], [.. y]) { Colour = place, Mark = Mark.Line };

    private static Series Measured(
        string name,
        int place,
        IEnumerable<LatencyPoint> points,
        Func<LatencyPoint, double> value
    ) =>
        Series.Of(name, ResultKind.Measured, points.Select(point => ((double)point.Tokens, value(point)))) with
        {
            Colour = place,
            Mark = Mark.PointsAndLine,
        };

    private static Axis Batch(IEnumerable<double> tokens)
    {
        double[] ticks = [.. tokens.Distinct().Order()];
        return new Axis("tokens processed together, L", Log: true)
        {
            Ticks = ticks,
            TickTexts = [.. ticks.Select(tick => tick.ToString("0", CultureInfo.InvariantCulture))],
        };
    }
}
