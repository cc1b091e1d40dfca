using System.Globalization;
using Microsoft.Data.Analysis;

namespace MoeNotebooks.Cli.Scores;

/// <summary>A published table read back from its CSV.</summary>
/// <param name="Columns">The columns' names.</param>
/// <param name="Rows">The rows, each a text per column; empty where a cell is.</param>
internal sealed record CsvTable(IReadOnlyList<string> Columns, IReadOnlyList<CsvRow> Rows)
{
    public static CsvTable Parse(string csv)
    {
        var header = csv.Split('\n', 2)[0];
        if (csv.Length <= header.Length + 1)
        {
            return new([], []); // a header alone: nothing was found
        }

        // every column as text: whether it is a number is known where it is used
        var frame = DataFrame.LoadCsvFromString(csv, dataTypes: [.. header.Split(',').Select(_ => typeof(string))], cultureInfo: CultureInfo.InvariantCulture);
        string[] columns = [.. frame.Columns.Select(column => column.Name)];
        return new(columns, [.. frame.Rows.Select(row => new CsvRow(columns, [.. row.Select(cell => cell?.ToString() ?? string.Empty)]))]);
    }
}
