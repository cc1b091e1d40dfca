using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Scores;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Expected;

/// <summary>Which of a table's columns a notebook expects others to find, as its metadata says.</summary>
/// <param name="Name">The table.</param>
/// <param name="Key">The columns that name a row.</param>
/// <param name="Values">The columns that are compared, each with the column of its standard error; empty where it has
/// none.</param>
internal sealed record ExpectedTable(
    string Name,
    IReadOnlyList<string> Key,
    IReadOnlyList<(string Column, string Error)> Values
)
{
    private const double StandardErrors = 2;

    // Of the largest number: another processor's rounding, which a fit carries on
    private const double Rounding = 0.005;

    /// <summary>
    /// Reads <c>moenotebooks.expected.tables</c>: <c>{"NAME": {"key": ["A"], "values": {"B": "StandardError", "C":
    /// null}}}</c>.
    /// </summary>
    public static IReadOnlyList<ExpectedTable> Of(Notebook notebook) =>
        Cell.In(notebook.Ours, "expected", "tables") is not JsonObject tables
            ? []
            :
            [
                .. from table in tables
                let key = Cell.In(table.Value, "key") as JsonArray ?? throw Wrong(notebook, table.Key)
                let values = Cell.In(table.Value, "values") as JsonObject ?? throw Wrong(notebook, table.Key)
                select new ExpectedTable(
                    table.Key,
                    [.. key.Select(Cell.Text)],
                    [.. values.Select(value => (value.Key, Cell.Text(value.Value)))]
                ),
            ];

    private static MoeDataException Wrong(Notebook notebook, string table) =>
        new(
            notebook.Path,
            "metadata.moenotebooks.expected.tables." + ErrorText.Name(table),
            "is not {\"key\": [COLUMN, ...], \"values\": {COLUMN: COLUMN or null, ...}}"
        );

    /// <summary>The values that a published table holds.</summary>
    public IEnumerable<ExpectedValue> Read(string csv)
    {
        var rows = CsvTable.Parse(csv);
        return from value in Values
            let largest = rows.Select(row => Math.Abs(row.Number(value.Column) ?? 0)).DefaultIfEmpty().Max()
            from row in rows
            let number = row.Number(value.Column)
            where number is not null
            let error = value.Error.Length > 0 ? row.Number(value.Error) : null
            select new ExpectedValue(
                Name,
                string.Join(' ', Key.Select(column => row[column])),
                value.Column,
                Short(number.Value),
                Short(Math.Max(Rounding * largest, StandardErrors * (error ?? 0)))
            );
    }

    /// <summary>Six digits: more would change with every processor.</summary>
    private static double Short(double value) =>
        value == 0
            ? 0
            : double.Parse(
                value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture),
                System.Globalization.CultureInfo.InvariantCulture
            );
}
