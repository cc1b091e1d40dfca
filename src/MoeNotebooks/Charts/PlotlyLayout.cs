using Plotly.NET;

namespace MoeNotebooks.Charts;

/// <summary>Axes, legend, guides and boxes of an interactive chart, in plotly.js's terms. The title is not among them:
/// plotly neither wraps it nor keeps its buttons off it.</summary>
internal static class PlotlyLayout
{
    private const string FillAlpha = "59"; // 35 %, as the last two digits of #rrggbbaa

    public static Layout Of(Figure figure)
    {
        var legend = LegendGrid.Page.HeightOf(figure);
        var layout = new Layout();
        layout.SetProperty(
            "font",
            new
            {
                family = "DejaVu Sans, Verdana, sans-serif",
                size = Theme.FontSize - 1,
                color = Theme.Ink,
            }
        );
        layout.SetProperty("height", figure.Height + legend - 20); // the title stands above, in HTML
        layout.SetProperty("plot_bgcolor", "white");
        layout.SetProperty("paper_bgcolor", "white");
        layout.SetProperty(
            "margin",
            new
            {
                l = LeftMargin(figure),
                r = 25,
                t = 36,
                b = (figure.X.Hidden ? 20 : 65) + legend,
            }
        );
        layout.SetProperty("xaxis", AxisOf(figure.X, AxisRange.Horizontal(figure)));
        layout.SetProperty("yaxis", AxisOf(figure.Y, AxisRange.Vertical(figure)));
        layout.SetProperty("showlegend", legend > 0);
        layout.SetProperty(
            "legend",
            new
            {
                orientation = "h",
                x = 0,
                xanchor = "left",
                y = 0,
                yanchor = "bottom",
                yref = "container",
            }
        );
        layout.SetProperty(
            "shapes",
            figure.Guides.Select(GuideShape).Concat(figure.Boxes.Where(box => !box.TextOnly).Select(BoxShape)).ToArray()
        );
        layout.SetProperty(
            "annotations",
            figure.Guides.Select(guide => GuideText(figure, guide)).Concat(figure.Boxes.Select(BoxText)).ToArray()
        );
        return layout;
    }

    /// <summary>Room for numbers, or for the longest of the axis's own texts.</summary>
    private static int LeftMargin(Figure figure) =>
        Math.Max(75, 25 + (8 * (figure.Y.TickTexts?.Max(text => text.Length) ?? 0)));

    private static object AxisOf(Axis axis, AxisRange range) =>
        new
        {
            title = new { text = axis.Title, standoff = 8 },
            type = axis.Log ? "log" : "linear",
            range = new[] { Scale(axis, range.From), Scale(axis, range.To) },
            tickvals = range.Ticks,
            ticktext = range.Texts,
            visible = !axis.Hidden,
            gridcolor = Theme.Grid,
            linecolor = Theme.Muted,
            showline = true,
            ticks = "outside",
            zeroline = false,
            automargin = true, // where a tick's text is long, the axis's title gives way
        };

    private static object GuideShape(Guide guide) =>
        new
        {
            type = "line",
            xref = guide.Vertical ? "x" : "paper",
            yref = guide.Vertical ? "paper" : "y",
            x0 = guide.Vertical ? guide.At : 0,
            x1 = guide.Vertical ? guide.At : 1,
            y0 = guide.Vertical ? 0 : guide.At,
            y1 = guide.Vertical ? 1 : guide.At,
            line = new
            {
                color = Theme.Muted,
                width = 1.2,
                dash = "dot",
            },
        };

    private static object GuideText(Figure figure, Guide guide) =>
        new
        {
            text = guide.Text,
            showarrow = false,
            xref = guide.Vertical ? "x" : "paper",
            yref = guide.Vertical ? "paper" : "y",
            x = guide.Vertical ? Scale(figure.X, guide.At) : 0.005,
            y = guide.Vertical ? 1 : Scale(figure.Y, guide.At),
            xanchor = "left",
            yanchor = guide.Vertical ? "top" : "bottom",
            font = new { color = Theme.Muted, size = Theme.FontSize - 2 },
        };

    private static object BoxShape(Box box) =>
        new
        {
            type = "rect",
            x0 = box.Left,
            x1 = box.Left + box.Width,
            y0 = box.Bottom,
            y1 = box.Bottom + box.Height,
            line = new { color = box.Colour is { } edge ? Theme.Colour(edge) : Theme.Muted, width = 1.5 },
            fillcolor = box.Colour is { } fill ? Theme.Colour(fill) + FillAlpha : "rgba(0,0,0,0)",
            layer = "below",
        };

    private static object BoxText(Box box) =>
        new
        {
            text = box.Text.Replace("\n", "<br>", StringComparison.Ordinal),
            showarrow = false,
            x = box.Left + (box.Width / 2),
            y = box.Bottom + (box.Height / 2),
            font = new { color = Theme.Ink, size = Theme.FontSize - 2 },
        };

    private static double Scale(Axis axis, double value) => axis.Log ? Math.Log10(value) : value;
}
