using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MoeNotebooks.Charts;

namespace MoeNotebooks.Cli.Reports;

/// <summary>
/// A chart found in a cell's HTML: its title, its figure, as data, and its static picture; the cell's scripts are not
/// used.
/// </summary>
/// <param name="Title">The title's element; empty where there is none.</param>
/// <param name="Figure">The figure's JSON.</param>
/// <param name="Picture">The static picture's element; empty where there is none.</param>
internal sealed partial record ChartOutput(string Title, string Figure, string Picture)
{
    /// <summary>
    /// Takes a chart out of HTML that <see cref="ChartHtml"/> wrote; <see langword="null"/> for any other HTML.
    /// </summary>
    public static ChartOutput? Find(string html)
    {
        var begin = html.IndexOf(ChartHtml.FigureBegin, StringComparison.Ordinal);
        var end = html.LastIndexOf(ChartHtml.FigureEnd, StringComparison.Ordinal);
        if (begin < 0 || end < (begin += ChartHtml.FigureBegin.Length))
        {
            return null;
        }

        try
        {
            using var figure = JsonDocument.Parse(html.AsMemory(begin, end - begin));
            return new ChartOutput(
                TitleElement().Match(html[..begin]).Value,
                Embeddable(figure.RootElement),
                Static().Match(html[..begin]).Value
            );
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The title's text.</summary>
    public string TitleText =>
        WebUtility.HtmlDecode(Title[(Title.IndexOf('>', StringComparison.Ordinal) + 1)..].Split('<')[0]);

    /// <summary>The static picture's bytes; empty where there is none.</summary>
    public byte[] PictureBytes()
    {
        var match = Source().Match(Picture);
        return match.Success ? Convert.FromBase64String(match.Groups[1].Value) : [];
    }

    // csharpier-ignore - a text, which reads as it is written
    public string ToHtml() => $"""
        {SafeHtml.Of(Title)}<div class="chart">{SafeHtml.Of(Picture)}</div><script type="application/json" class="figure">{Figure}</script>

        """;

    /// <summary>Written anew with <c>&lt;</c> escaped, so that no text in it can end the script element.</summary>
    private static string Embeddable(JsonElement figure) =>
        JsonSerializer.Serialize(figure, ReportJson.Default.JsonElement);

    [GeneratedRegex(
        "<div class=\"moe-title\"[^>]*>[^<]*</div>",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex TitleElement();

    [GeneratedRegex("<img class=\"moe-static\"[^>]*>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Static();

    [GeneratedRegex(
        "src=\"data:image/png;base64,([A-Za-z0-9+/]+=*)\"",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Source();
}
