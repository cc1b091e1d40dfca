using ScottPlot;

namespace MoeNotebooks.Charts;

/// <summary>Series of a static picture.</summary>
internal static class StaticSeries
{
    private static readonly MarkerShape[] Filled =
    [
        MarkerShape.FilledCircle,
        MarkerShape.FilledSquare,
        MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleUp,
        MarkerShape.FilledTriangleDown,
        MarkerShape.Asterisk,
        MarkerShape.Cross,
    ];

    private static readonly MarkerShape[] Hollow =
    [
        MarkerShape.OpenCircle,
        MarkerShape.OpenSquare,
        MarkerShape.OpenDiamond,
        MarkerShape.OpenTriangleUp,
        MarkerShape.OpenTriangleDown,
        MarkerShape.Asterisk,
        MarkerShape.Cross,
    ];

    public static void Add(Plot plot, Figure figure, Series series, bool inLegend)
    {
        var x = series.X.Select(value => StaticRenderer.Scale(figure.X, value)).ToArray();
        var y = series.Y.Select(value => StaticRenderer.Scale(figure.Y, value)).ToArray();
        var colour = Color.FromHex(Theme.Colour(series.Colour));
        AddErrors(plot, figure, series, x, colour);
        if (series.Mark == Mark.Bars)
        {
            var bars = plot.Add.Bars(x, y);
            bars.Color = colour;
            bars.LegendText = inLegend ? series.LegendText : string.Empty;
            return;
        }

        var scatter = plot.Add.Scatter(x, y, colour);
        scatter.LegendText = inLegend ? series.LegendText : string.Empty;
        scatter.LineWidth = series.Mark switch
        {
            Mark.Points => 0,
            Mark.Line => 2.5f,
            _ => 1.5f,
        };
        scatter.LinePattern = Theme.IsDashed(series) ? LinePattern.Dashed : LinePattern.Solid;
        scatter.MarkerSize = series.Mark == Mark.Line ? 0 : Theme.PointSize;
        scatter.MarkerShape = (Theme.IsHollow(series) ? Hollow : Filled)[Theme.Form(series.Colour)];
        scatter.MarkerLineWidth = 1.5f;
        scatter.MarkerLineColor = colour;
    }

    private static void AddErrors(Plot plot, Figure figure, Series series, double[] x, Color colour)
    {
        if (series is not { Low: { } low, High: { } high })
        {
            return;
        }

        for (var i = 0; i < x.Length; i++)
        {
            var line = plot.Add.Line(
                x[i],
                StaticRenderer.Scale(figure.Y, low[i]),
                x[i],
                StaticRenderer.Scale(figure.Y, high[i])
            );
            line.Color = colour;
            line.LineWidth = 1.2f;
            line.MarkerShape = MarkerShape.HorizontalBar;
            line.MarkerLineColor = colour;
            line.MarkerSize = 7;
        }
    }
}
