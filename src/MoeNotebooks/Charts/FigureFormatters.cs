using MoeNotebooks.Results;

namespace MoeNotebooks.Charts;

/// <summary>How a notebook shows figures: drawn by plotly.js where scripts run, as a picture elsewhere.</summary>
public sealed class FigureFormatters
{
    /// <summary>The formatters, found by the host by this method's name.</summary>
#pragma warning disable CA1822 // the host makes an instance and calls it
    public IEnumerable<object> CreateTypeFormatters() =>
#pragma warning restore CA1822
        [
            new NotebookFormatter<Figure>("text/html", Html),
            new NotebookFormatter<Figure>("image/png", figure => Convert.ToBase64String(StaticRenderer.Png(figure))),
            new NotebookFormatter<Figure>("text/plain", figure => figure.Description),
        ];

    private static string Html(Figure figure) =>
        ChartHtml.Render(
            PlotlyRenderer.Render(figure),
            StaticRenderer.Png(figure, sharpness: 1, titled: false),
            figure.Description,
            figure.Title
        );
}
