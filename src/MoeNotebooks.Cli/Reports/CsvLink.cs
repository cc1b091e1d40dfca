using System.Text;
using System.Text.RegularExpressions;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Reports;

/// <summary>The link under a table that holds the table itself as CSV.</summary>
internal static partial class CsvLink
{
    /// <summary>The CSV text of the first table in a cell's HTML.</summary>
    public static string? Find(string html)
    {
        var match = Link().Match(html);
        try
        {
            return match.Success ? Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[1].Value)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static string RemoveFrom(string html) => Link().Replace(html, string.Empty);

    /// <summary>A name that came with the notebook is escaped by the library, which allows few letters in it.</summary>
    public static string Element(string name, string csv) =>
        TableHtml.CsvLink(HtmlText.Escape(name), csv).Replace("moe-csv", "csv", StringComparison.Ordinal);

    [GeneratedRegex(
        "<a class=\"moe-csv\"[^>]*href=\"data:text/csv;base64,([A-Za-z0-9+/=]*)\"[^>]*>[^<]*</a>",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Link();
}
