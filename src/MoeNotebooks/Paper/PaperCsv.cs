using System.Globalization;
using Microsoft.Data.Analysis;

namespace MoeNotebooks.Paper;

/// <summary>Reads the transcribed tables, which travel inside this assembly.</summary>
internal static class PaperCsv
{
    /// <summary>One table, with a typed value for each of its rows.</summary>
    /// <param name="file">The file's name without folder and ending.</param>
    /// <param name="row">Makes the value of a row from its cells, in the file's order.</param>
    public static IReadOnlyList<T> Read<T>(string file, Func<IReadOnlyList<object>, T> row)
    {
        var table = Load(file);
        return [.. table.Rows.Select(cells => row([.. cells]))];
    }

    /// <summary>
    /// A table of throughputs, one series per column, as cells: first column concurrency, others named by their
    /// experts.
    /// </summary>
    public static IReadOnlyList<ThroughputCell> ReadThroughput(string file)
    {
        var table = Load(file);
        return
        [
            .. from column in Enumerable.Range(1, table.Columns.Count - 1)
            let experts = int.Parse(table.Columns[column].Name[2..], CultureInfo.InvariantCulture) // "na6", "ne64"
            from row in table.Rows
            select new ThroughputCell(Int(row[0]), experts, Number(row[column])),
        ];
    }

    public static int Int(object cell) => Convert.ToInt32(cell, CultureInfo.InvariantCulture);

    public static double Number(object cell) => Convert.ToDouble(cell, CultureInfo.InvariantCulture);

    /// <summary>
    /// The six tasks and the average, in columns <paramref name="first"/> to <paramref name="first"/> + 6.
    /// </summary>
    public static TaskScores Scores(IReadOnlyList<object> row, int first)
    {
        var cells = row.Skip(first).Select(Number).ToArray();
        return new TaskScores(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]);
    }

    private static DataFrame Load(string file)
    {
        using var stream = typeof(PaperCsv).Assembly.GetManifestResourceStream($"paper/{file}.csv")!;
        // Every number is read as double, whatever a column's first rows look like.
        var header = new StreamReader(stream, leaveOpen: true).ReadLine()!.Split(',');
        var types = header.Select(name =>
            name is "method" or "model" or "weight_function" ? typeof(string) : typeof(double)
        );
        stream.Position = 0;
        return DataFrame.LoadCsv(stream, dataTypes: [.. types], cultureInfo: CultureInfo.InvariantCulture);
    }
}
