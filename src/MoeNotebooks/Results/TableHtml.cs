using System.Globalization;
using System.Net;
using System.Text;

namespace MoeNotebooks.Results;

/// <summary>
/// A table for reading: numbers to the right and short, everything escaped, long tables cut with a note.
/// </summary>
internal static class TableHtml
{
    private const int MostRows = 200;
    private const double RoundingError = 1e-12;
    private const int MostDecimals = 4;

    // Characters; longer cells wrap, and keep the width of some words beside others
    private const int LongestUnbroken = 24;

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
        foreach (var (row, texts) in table.Rows.Zip(Texts(table)).Take(MostRows))
        {
            html.Append("<tr>").AppendJoin(string.Empty, row.Zip(texts, Cell)).Append("</tr>\n");
        }

        html.Append("</tbody></table>");
        if (table.Rows.Count > MostRows)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div>The first {MostRows:N0} of {table.Rows.Count:N0} rows.</div>"
            );
        }

        return html.Append(name is null ? string.Empty : CsvLink(name, TableCsv.Write(table))).ToString();
    }

    /// <summary>Every cell for reading, row by row.</summary>
    public static IEnumerable<string[]> Texts(TableContent table)
    {
        int[] decimals =
        [
            .. Enumerable
                .Range(0, table.Columns.Count)
                .Select(column => Decimals(table.Rows.Select(row => row[column]))),
        ];
        return table.Rows.Select(row => row.Zip(decimals, Shown).ToArray());
    }

    /// <summary>A link that holds the whole table, also the rows that are not shown.</summary>
    public static string CsvLink(string name, string csv) =>
        $"<a class=\"moe-csv\" download=\"{name}.csv\" href=\"data:text/csv;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(csv))}\">{name}.csv</a>";

    /// <summary>A value for reading; a fraction with its column's decimals.</summary>
    private static string Shown(object? value, int decimals) =>
        value switch
        {
            null => string.Empty,
            double or float => Fraction(Convert.ToDouble(value, CultureInfo.InvariantCulture), decimals),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? string.Empty,
        };

    /// <summary>
    /// Three digits for a column's largest value, the same decimals for all of them; none for whole numbers.
    /// </summary>
    private static int Decimals(IEnumerable<object?> column)
    {
        double[] sizes =
        [
            .. column
                .Where(value => value is double or float)
                .Select(value => Math.Abs(Convert.ToDouble(value, CultureInfo.InvariantCulture)))
                .Where(size => size > RoundingError && double.IsFinite(size)),
        ];
        return sizes.All(size => size == Math.Round(size))
            ? 0
            : Math.Clamp(2 - (int)Math.Floor(Math.Log10(sizes.Max())), 0, MostDecimals);
    }

    /// <summary>
    /// Two digits where the column's decimals would leave fewer; what rounding left of a zero is a zero.
    /// </summary>
    private static string Fraction(double value, int decimals)
    {
        value = Math.Abs(value) < RoundingError ? 0 : value;
        return value != 0 && Math.Abs(value) < Math.Pow(10, 1 - decimals)
            ? value.ToString("G2", CultureInfo.InvariantCulture)
            : value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Cell(object? value, string text)
    {
        var style =
            (TableCsv.IsNumber(value) ? "text-align:right" : "text-align:left")
            + (text.Length <= LongestUnbroken ? ";white-space:nowrap" : ";min-width:12em");
        return $"<td style=\"{style}\">{WebUtility.HtmlEncode(text)}</td>";
    }
}
