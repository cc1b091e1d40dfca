using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Charts;

namespace MoeNotebooks.Cli.Reports;

/// <summary>
/// A page that is one file and needs no network; its policy forbids everything else, whatever the body holds. The title
/// comes first, also on a phone; light or dark as the reader's system is.
/// </summary>
internal static class HtmlPage
{
    public static string Write(string title, string header, string navigation, string body)
    {
        var plotly = Script(PlotlyScript.Element);
        var ours = Resource("report.js");
        var drawing = body.Contains("class=\"figure\"", StringComparison.Ordinal)
            ? $"<script>{plotly}</script>\n<script>{ours}</script>\n"
            : string.Empty;
        // csharpier-ignore - a text, which reads as it is written
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {Hash(plotly)} {Hash(ours)}; style-src 'unsafe-inline'; img-src data: blob:">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{HtmlText.Escape(title)}</title>
            <style>
            {Resource("report.css")}
            </style>
            </head>
            <body>
            <div class="frame">
            <header>{header}</header>
            <nav aria-label="Contents">{navigation}</nav>
            <main>
            {body}
            </main>
            </div>
            {drawing}</body>
            </html>

            """;
    }

    /// <summary>
    /// The script without its element. Line ends as the browser sees them, or the hash would not fit.
    /// </summary>
    private static string Script(string element)
    {
        var begin = element.IndexOf('>', StringComparison.Ordinal) + 1;
        return LineFeeds(element[begin..element.LastIndexOf("</script>", StringComparison.Ordinal)]);
    }

    private static string LineFeeds(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static string Hash(string script) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("MoeNotebooks.Cli.Reports." + name)!;
        using var reader = new StreamReader(stream);
        return LineFeeds(reader.ReadToEnd());
    }
}
