using Microsoft.Data.Analysis;
using MoeNotebooks.Charts;
using MoeNotebooks.Results;
using Plotly.NET;

namespace MoeNotebooks.Notebooks;

/// <summary>
/// The formats of the session and of other libraries' charts and data frames, which cannot name a formatter of ours
/// themselves. Asked for when the first <see cref="Session"/> is shown.
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
            new NotebookFormatter<DataFrame>("text/html", frame => TableHtml.Render(TableContent.Of(frame), "table")),
        ];
}
