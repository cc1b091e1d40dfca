using System.Globalization;

namespace MoeNotebooks.Cli.Scores;

/// <summary>One row of a published table.</summary>
/// <param name="Columns">The columns' names.</param>
/// <param name="Cells">Their texts.</param>
internal sealed record CsvRow(IReadOnlyList<string> Columns, IReadOnlyList<string> Cells)
{
    /// <summary>A cell; empty where the table has no such column.</summary>
    public string this[string column]
    {
        get
        {
            for (var i = 0; i < Columns.Count; i++)
            {
                if (Columns[i] == column)
                {
                    return Cells[i];
                }
            }

            return string.Empty;
        }
    }

    /// <summary>A cell as a number; <see langword="null"/> where it is none.</summary>
    public double? Number(string column) =>
        double.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
