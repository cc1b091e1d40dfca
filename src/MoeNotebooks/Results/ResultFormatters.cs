namespace MoeNotebooks.Results;

/// <summary>How a notebook shows tables and verdicts.</summary>
public sealed class ResultFormatters
{
    /// <summary>The formatters, found by the host by this method's name.</summary>
#pragma warning disable CA1822 // the host makes an instance and calls it
    public IEnumerable<object> CreateTypeFormatters() =>
#pragma warning restore CA1822
        [
            new NotebookFormatter<PublishedTable>("text/html", table => table.ToHtml()),
            new NotebookFormatter<PublishedTable>("text/plain", table => table.ToString()),
            new NotebookFormatter<PublishedTable>(Published.MimeType, table => Published.Json(table)),
            new NotebookFormatter<Verdict>("text/html", verdict => verdict.ToHtml()),
            new NotebookFormatter<Verdict>("text/plain", verdict => verdict.ToString()),
            new NotebookFormatter<Verdict>(Published.MimeType, verdict => Published.Json(verdict)),
        ];
}
