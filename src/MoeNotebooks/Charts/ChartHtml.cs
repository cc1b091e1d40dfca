using System.Net;
using Plotly.NET;

namespace MoeNotebooks.Charts;

/// <summary>
/// A chart as HTML: its static picture, and a script that draws the interactive one over it where scripts run.
/// </summary>
internal static class ChartHtml
{
    /// <summary>
    /// What stands before a figure's JSON in the HTML; a report takes the JSON out, and nothing else.
    /// </summary>
    public const string FigureBegin = "const figure = /*moe-figure*/";

    /// <summary>What stands after a figure's JSON.</summary>
    public const string FigureEnd = "/*end of moe-figure*/;";

    /// <summary>
    /// Renders a chart; the page needs <see cref="PlotlyScript"/> once, which the cell with <c>Session.Start</c>
    /// brings.
    /// </summary>
    /// <param name="chart">The chart.</param>
    /// <param name="staticPng">The same picture as a PNG file, for readers without scripts; none when
    /// <see langword="null"/>.</param>
    /// <param name="description">What the picture shows, for readers who cannot see it.</param>
    /// <param name="title">Stands above the chart, where it wraps and no button lies over it; none when
    /// <see langword="null"/>.</param>
    public static string Render(
        GenericChart chart,
        byte[]? staticPng = null,
        string description = "chart",
        string? title = null
    )
    {
        var id = "moe-chart-" + Guid.NewGuid().ToString("N");
        var figure = GenericChart.toFigureJson(chart).Replace("</", "<\\/", StringComparison.Ordinal);
        return $$"""
            {{Title(title)}}<div class="moe-chart" id="{{id}}">{{Picture(staticPng, description)}}</div>
            <script>
            (function draw(triesLeft) {
              const target = document.getElementById("{{id}}");
              if (target && window.Plotly) {
                {{FigureBegin}}{{figure}}{{FigureEnd}}
                target.textContent = "";
                window.Plotly.newPlot(target, figure.data, figure.layout, { responsive: true, displaylogo: false });
              } else if (triesLeft > 0) {
                setTimeout(draw, 100, triesLeft - 1);
              } else if (target && !target.firstElementChild) {
                target.textContent = "Chart not drawn: run the cell with Session.Start.";
              }
            })(100);
            </script>
            """;
    }

    private static string Title(string? title) =>
        title is null
            ? string.Empty
            : $"<div class=\"moe-title\" style=\"font-weight:600\">{WebUtility.HtmlEncode(title)}</div>\n";

    private static string Picture(byte[]? png, string description) =>
        png is null
            ? string.Empty
            : $"<img class=\"moe-static\" style=\"max-width:100%\" alt=\"{WebUtility.HtmlEncode(description)}\" "
                + $"src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">";
}
