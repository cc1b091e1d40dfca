using System.Globalization;
using System.Text;

namespace MoeNotebooks.Results;

/// <summary>
/// A table as CSV (RFC 4180, comma, LF, invariant numbers that read back exactly). A text that a spreadsheet would
/// take for a formula, one that begins with <c>= + - @</c> or a tab, is written with an apostrophe before it.
/// </summary>
internal static class TableCsv
{
    private const string FormulaStarts = "=+-@\t\r";

    public static string Write(TableContent table)
    {
        var csv = new StringBuilder();
        Line(csv, table.Columns);
        foreach (var row in table.Rows)
        {
            Line(csv, row);
        }

        return csv.ToString();
    }

    public static bool IsNumber(object? value) =>
        value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal;

    private static void Line(StringBuilder csv, IEnumerable<object?> cells) =>
        csv.AppendJoin(',', cells.Select(Cell)).Append('\n');

    private static string Cell(object? value)
    {
        var text = value is IFormattable formattable
            ? formattable.ToString(null, CultureInfo.InvariantCulture)
            : value?.ToString() ?? string.Empty;
        if (text.Length > 0 && !IsNumber(value) && FormulaStarts.Contains(text[0]))
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny("\",\r\n")
            ? '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
            : text;
    }
}
