using System.Globalization;
using Microsoft.Data.Analysis;

namespace MoeNotebooks.Cli.Scores;

/// <summary>A published table read back from its CSV.</summary>
internal static class CsvTable
{
    /// <summary>The rows, each a text per column; empty where a cell is.</summary>
    public static IReadOnlyList<CsvRow> Parse(string csv)
    {
        var header = csv.Split('\n', 2)[0];
        if (csv.Length <= header.Length + 1)
        {
            return []; // a header alone: nothing was found
        }

        // every column as text: whether it is a number is known where it is used
        var frame = DataFrame.LoadCsvFromString(
            csv,
            dataTypes: [.. header.Split(',').Select(_ => typeof(string))],
            cultureInfo: CultureInfo.InvariantCulture
        );
        string[] columns = [.. frame.Columns.Select(column => column.Name)];
        return
        [
            .. frame.Rows.Select(row => new CsvRow(columns, [.. row.Select(cell => cell?.ToString() ?? string.Empty)])),
        ];
    }
}
