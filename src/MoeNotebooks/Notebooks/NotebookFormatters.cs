using Microsoft.Data.Analysis;
using MoeNotebooks.Charts;
using Plotly.NET;
using Figure = MoeNotebooks.Charts.Figure;

namespace MoeNotebooks.Notebooks;

/// <summary>
/// The formats of everything a notebook of this kit shows. Asked for when the first <see cref="Session"/> is shown;
/// a formatter may name a type of another library, so this is where charts and data frames get their HTML.
/// </summary>
public sealed class NotebookFormatters
{
    /// <summary>The formatters, found by the host by this method's name.</summary>
#pragma warning disable CA1822 // the host makes an instance and calls it
    public IEnumerable<object> CreateTypeFormatters() =>
#pragma warning restore CA1822
    [
        new NotebookFormatter<Session>("text/html", session => session.ToHtml()),
        new NotebookFormatter<Session>("text/plain", session => session.ToString()),
        new NotebookFormatter<GenericChart>("text/html", chart => ChartHtml.Render(chart)),
        new NotebookFormatter<Figure>("text/html", figure => ChartHtml.Render(PlotlyRenderer.Render(figure), StaticRenderer.Png(figure, sharpness: 1), figure.Description)),
        new NotebookFormatter<Figure>("image/png", figure => Convert.ToBase64String(StaticRenderer.Png(figure))),
        new NotebookFormatter<Figure>("text/plain", figure => figure.Description),
        new NotebookFormatter<DataFrame>("text/html", frame => TableHtml.Render(TableContent.Of(frame), "table")),
        new NotebookFormatter<PublishedTable>("text/html", table => table.ToHtml()),
        new NotebookFormatter<PublishedTable>("text/plain", table => table.ToString()),
        new NotebookFormatter<PublishedTable>(Published.MimeType, table => Published.Json(table)),
        new NotebookFormatter<Verdict>("text/html", verdict => verdict.ToHtml()),
        new NotebookFormatter<Verdict>("text/plain", verdict => verdict.ToString()),
        new NotebookFormatter<Verdict>(Published.MimeType, verdict => Published.Json(verdict)),
    ];
}
