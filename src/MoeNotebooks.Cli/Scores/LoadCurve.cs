using MoeNotebooks.Paper;

namespace MoeNotebooks.Cli.Scores;

/// <summary>A speedup at several loads.</summary>
/// <param name="Points">Load and speedup, in the order of the load; at least one.</param>
internal sealed record LoadCurve(IReadOnlyList<(int Load, double Speedup, double? Error)> Points)
{
    private const double Clear = 0.03; // the paper repeats itself to 2.9 %

    public (int Load, double Speedup, double? Error) First => Points[0];

    public (int Load, double Speedup, double? Error) Last => Points[^1];

    public (int Load, double Speedup, double? Error) Best => Points.MaxBy(point => point.Speedup);

    /// <summary>
    /// Whether more load means more gain: the end is clearly above the beginning, and no point clearly below one before
    /// it.
    /// </summary>
    public bool Grows =>
        Last.Speedup > First.Speedup + Clear
        && Points
            .Select((point, i) => Points.Take(i).All(earlier => point.Speedup > earlier.Speedup - Clear))
            .All(holds => holds);

    /// <summary>Whether the gain is clearly larger at the highest load than at the worst.</summary>
    public bool ComesBack => Last.Speedup > Points.Min(point => point.Speedup) + Clear;

    /// <summary>The speedups of one series of a GPU's table.</summary>
    public static LoadCurve? OfGpu(IReadOnlyList<CsvRow>? rows, string series) =>
        Of(
            from row in rows ?? []
            where row["Series"] == series
            select (row.Number("Batch"), row.Number("MeasuredSpeedup"), row.Number("MeasuredError"))
        );

    /// <summary>The speedups of one column of the paper's tables over another.</summary>
    /// <param name="rows">A table of throughputs.</param>
    /// <param name="series">The column: <c>na2</c>.</param>
    /// <param name="trained">The column of the model as trained.</param>
    /// <param name="value"><c>Quoted</c> or <c>Predicted</c>.</param>
    public static LoadCurve? OfTable(IReadOnlyList<CsvRow>? rows, string series, string trained, string value) =>
        Of(
            from row in rows ?? []
            where row["Column"] == series
            let full = rows!.FirstOrDefault(other =>
                other["Column"] == trained && other["Concurrency"] == row["Concurrency"]
            )
            where full is not null
            select (row.Number("Concurrency"), row.Number(value) / full.Number(value), (double?)null)
        );

    /// <summary>The speedups of a published table of throughputs.</summary>
    public static LoadCurve Of(IReadOnlyList<ThroughputCell> cells, int experts, int trained) =>
        new([
            .. from cell in cells
            where cell.Experts == experts
            let full = cells.First(other => other.Experts == trained && other.Concurrency == cell.Concurrency)
            select (cell.Concurrency, cell.TokensPerSecond / full.TokensPerSecond, (double?)null),
        ]);

    private static LoadCurve? Of(IEnumerable<(double? Load, double? Speedup, double? Error)> points)
    {
        (int, double, double?)[] known =
        [
            .. points
                .Where(point => point.Load is not null && point.Speedup is not null)
                .Select(point => ((int)point.Load!.Value, point.Speedup!.Value, point.Error))
                .OrderBy(point => point.Item1),
        ];
        return known.Length == 0 ? null : new(known);
    }
}
