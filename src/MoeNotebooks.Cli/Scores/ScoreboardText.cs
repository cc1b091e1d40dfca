using System.Globalization;
using Spectre.Console;

namespace MoeNotebooks.Cli.Scores;

/// <summary>The scoreboard for a terminal: a table where there is room, otherwise a block per claim.</summary>
internal static class ScoreboardText
{
    private const int RoomForTable = 120; // columns

    public static void Write(IAnsiConsole console, IReadOnlyList<ScoreRow> rows)
    {
        console.WriteLine(
            "Scoreboard: the paper's summary, quoted, measured and predicted (95 % intervals in brackets)"
        );
        if (console.Profile.Width >= RoomForTable)
        {
            console.Write(AsTable(rows));
            return;
        }

        foreach (var (row, number) in rows.Select((row, i) => (row, i + 1)))
        {
            console.WriteLine();
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number}. {row.Claim}"));
            var grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(1, 0, 2, 0)).AddColumn();
            foreach (var (name, text) in Parts(row))
            {
                grid.AddRow(new Text(name), new Text(text));
            }

            console.Write(grid);
        }
    }

    private static Table AsTable(IReadOnlyList<ScoreRow> rows)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .ShowRowSeparators()
            .AddColumn("Claim, and the command")
            .AddColumn("Paper")
            .AddColumn("Measured")
            .AddColumn("Predicted")
            .AddColumn("Verdict");
        foreach (var row in rows)
        {
            table.AddRow(
                new Text($"{row.Claim}\n{row.Command}"),
                new Text(ScoreRow.Cell(row.Paper)),
                new Text(ScoreRow.Cell(row.Measured)),
                new Text(ScoreRow.Cell(row.Predicted)),
                new Text(row.VerdictInWords)
            );
        }

        return table;
    }

    private static (string Name, string Text)[] Parts(ScoreRow row) =>
        [
            ("paper", ScoreRow.Cell(row.Paper)),
            ("measured", ScoreRow.Cell(row.Measured)),
            ("predicted", ScoreRow.Cell(row.Predicted)),
            ("verdict", row.VerdictInWords),
            ("command", row.Command),
        ];
}
