using MoeNotebooks.Paper;
using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Performance.Validation;

/// <summary>One configuration of the paper at several loads: a column of table 8, 9 or 12, or table 3 or 4.</summary>
/// <param name="Table">The table's file.</param>
/// <param name="Column">The column.</param>
/// <param name="Setup">What it was measured on.</param>
/// <param name="Active">Experts per token.</param>
/// <param name="Kept">Experts kept.</param>
/// <param name="Loads">The workloads.</param>
/// <param name="TokensPerSecond">What was measured at each.</param>
internal sealed record PaperSeries(
    string Table,
    string Column,
    PaperSetup Setup,
    int Active,
    int Kept,
    IReadOnlyList<Workload> Loads,
    IReadOnlyList<double> TokensPerSecond
)
{
    private const int SplitConcurrency = 512; // appendix A

    /// <summary>The 13 columns of tables 8 and 12.</summary>
    /// <param name="lite">V2-Lite as the paper served it.</param>
    public static IReadOnlyList<PaperSeries> SkippingAndPruning(PaperSetup lite)
    {
        ArgumentNullException.ThrowIfNull(lite);
        return
        [
            .. Columns("table08", "na", lite, PaperTables.Table8, cell => (cell.Experts, lite.Model.Experts)),
            .. Columns("table12", "ne", lite, PaperTables.Table12, cell =>
                (Math.Min(lite.Model.TrainedTopK, cell.Experts), cell.Experts)
            ),
        ];
    }

    /// <summary>Tables 3, 4 and 9: other lengths, another model, other devices.</summary>
    /// <param name="lite">V2-Lite as the paper served it.</param>
    /// <param name="v3">V3 as the paper served it.</param>
    public static IReadOnlyList<PaperSeries> Others(PaperSetup lite, PaperSetup v3)
    {
        ArgumentNullException.ThrowIfNull(lite);
        ArgumentNullException.ThrowIfNull(v3);
        return
        [
            Split("table03", lite, PaperTables.Table3),
            Split("table04", v3, PaperTables.Table4),
            .. Columns("table09", "na", v3, PaperTables.Table9, cell => (cell.Experts, v3.Model.Experts)),
        ];
    }

    /// <summary>The throughputs that the cost model gives.</summary>
    /// <param name="engine">The engine.</param>
    public IReadOnlyList<ServingPrediction> Predict(EngineDescription engine)
    {
        var model = Setup.With(engine, Active, Kept);
        return [.. Loads.Select(model.Predict)];
    }

    private static IEnumerable<PaperSeries> Columns(
        string table,
        string prefix,
        PaperSetup setup,
        IReadOnlyList<ThroughputCell> cells,
        Func<ThroughputCell, (int Active, int Kept)> experts
    ) =>
        from column in cells.GroupBy(cell => cell.Experts)
        let of = experts(column.First())
        select new PaperSeries(
            table,
            FormattableString.Invariant($"{prefix}{column.Key}"),
            setup,
            of.Active,
            of.Kept,
            [.. column.Select(cell => new Workload(cell.Concurrency))],
            [.. column.Select(cell => cell.TokensPerSecond)]
        );

    private static PaperSeries Split(string table, PaperSetup setup, IReadOnlyList<TokenSplitRow> rows) =>
        new(
            table,
            "throughput",
            setup,
            setup.Model.TrainedTopK,
            setup.Model.Experts,
            [.. rows.Select(row => new Workload(SplitConcurrency, row.InputTokens, row.OutputTokens))],
            [.. rows.Select(row => row.TokensPerSecond)]
        );
}
