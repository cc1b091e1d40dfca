using System.Globalization;
using System.Text;

namespace MoeNotebooks.Results;

/// <summary>A table as aligned columns of text, for a terminal.</summary>
internal static class TableText
{
    private const int MostRows = 40;

    /// <summary>A line of headings, a rule, and the rows; long tables are cut with a note.</summary>
    public static string Render(TableContent table)
    {
        string[][] lines =
        [
            [.. table.Headings],
            .. TableHtml.Texts(table).Take(MostRows),
        ];
        int[] widths =
        [
            .. Enumerable.Range(0, table.Columns.Count).Select(column => lines.Max(line => line[column].Length)),
        ];
        bool[] right =
        [
            .. Enumerable
                .Range(0, table.Columns.Count)
                .Select(column => table.Rows.Any(row => TableCsv.IsNumber(row[column]))),
        ];
        var text = new StringBuilder();
        foreach (var (index, line) in lines.Index())
        {
            var cells = line.Select(
                (cell, column) => right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])
            );
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
            if (index == 0)
            {
                text.AppendJoin("  ", widths.Select(width => new string('-', width))).Append('\n');
            }
        }

        return table.Rows.Count > MostRows
            ? text.Append(CultureInfo.InvariantCulture, $"The first {MostRows} of {table.Rows.Count:N0} rows.\n")
                .ToString()
            : text.ToString();
    }
}
