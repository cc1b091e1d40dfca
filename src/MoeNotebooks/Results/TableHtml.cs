using System.Globalization;
using System.Net;
using System.Text;

namespace MoeNotebooks.Results;

/// <summary>A table for reading: numbers to the right and short, everything escaped, long tables cut with a note.</summary>
internal static class TableHtml
{
    private const int MostRows = 200;
    private const int LongestUnbroken = 24; // characters; longer cells may wrap

    /// <param name="table">The table.</param>
    /// <param name="name">The name of the CSV file that its link offers; no link when <see langword="null"/>.</param>
    public static string Render(TableContent table, string? name = null)
    {
        var html = new StringBuilder("<table class=\"moe-table\"><thead><tr>");
        foreach (var heading in table.Headings)
        {
            html.Append("<th>").Append(WebUtility.HtmlEncode(heading)).Append("</th>");
        }

        html.Append("</tr></thead><tbody>\n");
        foreach (var row in table.Rows.Take(MostRows))
        {
            html.Append("<tr>").AppendJoin(string.Empty, row.Select(Cell)).Append("</tr>\n");
        }

        html.Append("</tbody></table>");
        if (table.Rows.Count > MostRows)
        {
            html.Append(CultureInfo.InvariantCulture, $"<div>The first {MostRows:N0} of {table.Rows.Count:N0} rows.</div>");
        }

        return html.Append(name is null ? string.Empty : CsvLink(name, TableCsv.Write(table))).ToString();
    }

    /// <summary>A link that holds the whole table, also the rows that are not shown.</summary>
    public static string CsvLink(string name, string csv) =>
        $"<a class=\"moe-csv\" download=\"{name}.csv\" href=\"data:text/csv;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(csv))}\">{name}.csv</a>";

    /// <summary>A value for reading: at most six significant digits.</summary>
    public static string Shown(object? value) => value switch
    {
        null => string.Empty,
        double or float => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("G6", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private static string Cell(object? value)
    {
        var text = Shown(value);
        var style = (TableCsv.IsNumber(value) ? "text-align:right" : "text-align:left") + (text.Length <= LongestUnbroken ? ";white-space:nowrap" : string.Empty);
        return $"<td style=\"{style}\">{WebUtility.HtmlEncode(text)}</td>";
    }
}
