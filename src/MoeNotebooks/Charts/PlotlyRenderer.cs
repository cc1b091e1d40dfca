using Microsoft.FSharp.Collections;
using Plotly.NET;

namespace MoeNotebooks.Charts;

/// <summary>Draws a figure as an interactive chart.</summary>
internal static class PlotlyRenderer
{
    /// <summary>The figure as a Plotly.NET chart.</summary>
    /// <param name="figure">The figure.</param>
    public static GenericChart Render(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        Trace[] heat = figure.Heat is { } map ? [Heat(figure, map)] : [];
        var traces = ListModule.OfSeq(
            heat.Concat(figure.Series.Select((_, i) => Trace(figure, i))).DefaultIfEmpty(Empty())
        );
        return GenericChart.addLayout(PlotlyLayout.Of(figure), GenericChart.ofTraceObjects(false, traces));
    }

    private static Trace Trace(Figure figure, int index)
    {
        var series = figure.Series[index];
        var trace = new Trace(series.Mark == Mark.Bars ? "bar" : "scatter");
        trace.SetProperty("x", series.X);
        trace.SetProperty("y", series.Y);
        trace.SetProperty("name", series.LegendText);
        // Series of one name are one entry of the legend.
        trace.SetProperty("legendgroup", series.LegendText);
        trace.SetProperty("showlegend", figure.Series.Take(index).All(other => other.LegendText != series.LegendText));
        trace.SetProperty("marker", Marker(series));
        if (series.Mark != Mark.Bars)
        {
            trace.SetProperty(
                "mode",
                series.Mark switch
                {
                    Mark.Points => "markers",
                    Mark.Line => "lines",
                    _ => "lines+markers",
                }
            );
            trace.SetProperty("line", Line(series));
        }

        AddTexts(trace, series);
        AddErrors(trace, series);
        return trace;
    }

    private static Trace Heat(Figure figure, HeatMap map)
    {
        var trace = new Trace("heatmap");
        trace.SetProperty("x", Enumerable.Range(0, map.Columns));
        trace.SetProperty("y", Enumerable.Range(0, map.Rows.Count));
        trace.SetProperty(
            "z",
            map.Rows.Select(row => row.Select(value => double.IsFinite(value) ? value : (double?)null))
        );
        trace.SetProperty("zmin", map.Low);
        trace.SetProperty("zmax", map.High);
        trace.SetProperty("colorscale", HeatColours.Of(map).Select(stop => new object[] { stop.At, stop.Colour }));
        trace.SetProperty(
            "colorbar",
            new
            {
                title = new { text = string.Join("<br>", map.LabelLines(figure.Height)), side = "right" },
                thickness = 14,
            }
        );
        trace.SetProperty(
            "hovertemplate",
            $"{figure.X.Title} %{{x}}, {figure.Y.Title} %{{y}}: %{{z:.4g}}<extra></extra>"
        );
        return trace;
    }

    private static DynamicObj.DynamicObj Marker(Series series)
    {
        var marker = new DynamicObj.DynamicObj();
        marker.SetProperty("color", Theme.Colour(series.Colour));
        if (series.Mark != Mark.Bars)
        {
            marker.SetProperty("symbol", Theme.PlotlyForm(series));
            marker.SetProperty("size", Theme.PointSize);
        }

        return marker;
    }

    private static DynamicObj.DynamicObj Line(Series series)
    {
        var line = new DynamicObj.DynamicObj();
        line.SetProperty("color", Theme.Colour(series.Colour));
        line.SetProperty("width", series.Mark == Mark.Line ? 2.5 : 1.5);
        line.SetProperty("dash", Theme.IsDashed(series) ? "dash" : "solid");
        return line;
    }

    private static void AddTexts(Trace trace, Series series)
    {
        if (series.Texts is { } texts)
        {
            trace.SetProperty("text", texts);
            trace.SetProperty("hovertemplate", "%{text}<br>%{x:.5g}, %{y:.5g}<extra></extra>");
        }
    }

    private static void AddErrors(Trace trace, Series series)
    {
        if (series is not { Low: { } low, High: { } high })
        {
            return;
        }

        var errors = new DynamicObj.DynamicObj();
        errors.SetProperty("type", "data");
        errors.SetProperty("symmetric", false);
        errors.SetProperty("array", high.Zip(series.Y, (end, y) => end - y).ToArray());
        errors.SetProperty("arrayminus", series.Y.Zip(low, (y, begin) => y - begin).ToArray());
        errors.SetProperty("color", Theme.Colour(series.Colour));
        errors.SetProperty("thickness", 1.2);
        trace.SetProperty("error_y", errors);
    }

    /// <summary>A drawing has no series, and a chart needs one.</summary>
    private static Trace Empty() => new("scatter");
}
