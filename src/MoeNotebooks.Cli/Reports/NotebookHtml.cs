using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Cli.Reports;

/// <summary>A notebook as a part of a page: text and outputs to read, code to unfold.</summary>
/// <param name="notebook">The executed notebook.</param>
/// <param name="anchor">Begins the ids of its headings, so that notebooks on one page do not share any.</param>
/// <param name="withTitle">Whether its first heading is shown; no where the page has it already.</param>
internal sealed class NotebookHtml(Notebook notebook, string anchor, bool withTitle = true)
{
    private bool _titleSeen = withTitle;

    private readonly List<(string Id, string Text)> _headings = [];

    /// <summary>The headings of the second level; known once the body is written.</summary>
    public IReadOnlyList<(string Id, string Text)> Headings => _headings;

    public string Body()
    {
        var html = new StringBuilder();
        var number = 0;
        foreach (var cell in notebook.Cells.Select(cell => cell!.AsObject()))
        {
            switch (Cell.TypeOf(cell))
            {
                case "markdown":
                    html.Append("<section class=\"markdown\">")
                        .Append(Text(Cell.SourceOf(cell)))
                        .Append("</section>\n");
                    break;
                case "code" when !string.IsNullOrWhiteSpace(Cell.SourceOf(cell)):
                    html.Append(Code(cell, ++number));
                    break;
            }
        }

        return html.ToString();
    }

    /// <summary>Sanitised HTML has no ids; headings get theirs here.</summary>
    private string Text(string markdown)
    {
        var html = MarkdownHtml.Of(markdown);
        if (
            !_titleSeen
            && html.IndexOf("<h1>", StringComparison.Ordinal) is >= 0 and var begin
            && html.IndexOf("</h1>", begin, StringComparison.Ordinal) is >= 0 and var end
        )
        {
            (html, _titleSeen) = (html.Remove(begin, end + "</h1>".Length - begin), true);
        }

        var parts = html.Split("<h2>");
        for (var i = 1; i < parts.Length; i++)
        {
            var id = $"{anchor}-{_headings.Count + 1}";
            _headings.Add((id, TextOf(parts[i])));
            parts[i] = $"<h2 id=\"{id}\">{parts[i]}";
        }

        return string.Concat(parts);
    }

    private static string TextOf(string heading)
    {
        var text = heading[..Math.Max(0, heading.IndexOf("</h2>", StringComparison.Ordinal))];
        while (
            text.IndexOf('<', StringComparison.Ordinal) is >= 0 and var open
            && text.IndexOf('>', open) is >= 0 and var close
        )
        {
            text = text.Remove(open, close + 1 - open);
        }

        return text; // still escaped
    }

    /// <summary>The id of a code cell on the page.</summary>
    public static string CellAnchor(string anchor, JsonObject cell) =>
        HtmlText.Escape($"{anchor}-cell-{Cell.IdOf(cell)}");

    private string Code(JsonObject cell, int number)
    {
        var html = new StringBuilder($"<section class=\"code\" id=\"{CellAnchor(anchor, cell)}\">");
        var seconds =
            Cell.In(cell, "metadata", "moenotebooks", "seconds") is JsonValue value
            && value.TryGetValue<double>(out var measured)
                ? string.Create(CultureInfo.InvariantCulture, $", {measured:0.0} s")
                : string.Empty;
        html.Append(
            CultureInfo.InvariantCulture,
            $"<details><summary>Code of cell {number}{seconds}</summary><pre><code>{HtmlText.Escape(Cell.SourceOf(cell))}</code></pre></details>"
        );
        foreach (var output in Cell.OutputsOf(cell).OfType<JsonObject>())
        {
            html.Append("<div class=\"output\">").Append(OutputHtml.Of(output)).Append("</div>\n");
        }

        return html.Append("</section>\n").ToString();
    }
}
