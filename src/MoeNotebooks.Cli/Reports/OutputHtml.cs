using System.Globalization;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Reports;

/// <summary>One output of a cell as HTML.</summary>
internal static class OutputHtml
{
    private const int MostPicture = 8 << 20; // characters of base64
    private const int MostHtml = 4 << 20;
    private const int MostText = 200_000;

    /// <summary>Richest first, as Jupyter chooses.</summary>
    private static readonly string[] Preferred =
    [
        "text/html",
        "image/svg+xml",
        "image/png",
        "image/jpeg",
        "image/gif",
        "text/markdown",
        "text/plain",
    ];

    public static string Of(JsonObject output) =>
        Cell.Text(output["output_type"]) switch
        {
            "stream" => Pre(Cell.Text(output["text"]), Cell.Text(output["name"]) == "stderr" ? "stderr" : "stdout"),
            "error" => Pre(ErrorText(output), "error"),
            _ => output["data"] is JsonObject data ? Rich(data) : string.Empty,
        };

    private static string Rich(JsonObject data)
    {
        if (data[Published.MimeType] is { } published && PublishedOutput.Read(published) is { } ours)
        {
            return ours is PublishedOutput.OfVerdict verdict
                ? VerdictHtml.Box(verdict.Verdict)
                : Table(data, (PublishedOutput.OfTable)ours);
        }

        var type = Preferred.FirstOrDefault(data.ContainsKey);
        var value = type is null ? string.Empty : Cell.Text(data[type]);
        return type switch
        {
            "text/html" => Html(value),
            "image/svg+xml" => Picture(
                "image/svg+xml",
                Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value))
            ),
            "image/png" or "image/jpeg" or "image/gif" => Picture(type, value.ReplaceLineEndings(string.Empty)),
            "text/markdown" => MarkdownHtml.Of(value),
            _ => Plain(value),
        };
    }

    private static string Html(string html)
    {
        if (ChartOutput.Find(html) is { } chart)
        {
            return chart.ToHtml();
        }

        var csv = CsvLink.Find(html) is { } found ? CsvLink.Element("table", found) : string.Empty;
        return html.Length > MostHtml ? LeftOut("HTML", html.Length) : Table(html) + csv;
    }

    private static string Table(JsonObject data, PublishedOutput.OfTable table) =>
        Table(Cell.Text(data["text/html"])) + CsvLink.Element(table.Name, table.Csv);

    private static string Table(string html) => Scroll(SafeHtml.Of(CsvLink.RemoveFrom(html)));

    /// <summary>The line that a step's progress left behind is not part of the results.</summary>
    private static string Plain(string text) =>
        text.StartsWith('█') || text.StartsWith('░')
            ? $"<div class=\"facts\">{HtmlText.Escape(text.TrimStart('█', '░', ' '))}</div>"
            : Pre(text, "text");

    private static string Picture(string type, string base64) =>
        base64.Length > MostPicture
            ? LeftOut("A picture", base64.Length)
            : SafeHtml.Of(
                $"<img alt=\"output of the cell\" src=\"data:{type};base64,{System.Net.WebUtility.HtmlEncode(base64)}\">"
            );

    private static string LeftOut(string what, long length) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"note\">{what} of {length / 1e6:0.0} MB is left out here; the executed notebook has it.</p>"
        );

    private static string Pre(string text, string kind)
    {
        var cut = text.Length > MostText;
        return $"<pre class=\"{kind}\">{HtmlText.Console(cut ? text[..MostText] : text)}</pre>"
            + (cut ? LeftOut("The rest of a text", text.Length) : string.Empty);
    }

    private static string Scroll(string html) =>
        html.Split("<tr", StringSplitOptions.None).Length > 18 ? $"<div class=\"scroll\">{html}</div>" : html;

    private static string ErrorText(JsonObject output)
    {
        var lines = output["traceback"] is JsonArray { Count: > 0 } traceback
            ? string.Join('\n', traceback.Select(Cell.Text))
            : string.Empty;
        return lines.Length > 0 ? lines : $"{Cell.Text(output["ename"])}: {Cell.Text(output["evalue"])}";
    }
}
