using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Performance.Validation;

/// <summary>The cost model against every throughput that the paper publishes, fitted to four of its series.</summary>
public sealed class PaperValidation
{
    /// <summary>
    /// The series that the engine is fitted to: the ends of table 8, and of table 12 the end and one between.
    /// </summary>
    public static readonly IReadOnlyList<string> FittedColumns = ["na6", "na2", "ne24", "ne6"];

    private PaperValidation(EngineDescription engine, IReadOnlyList<PaperCell> cells) =>
        (Engine, Cells) = (engine, cells);

    /// <summary>The engine as fitted.</summary>
    public EngineDescription Engine { get; }

    /// <summary>Every published throughput: tables 8, 12, 3, 4 and 9.</summary>
    public IReadOnlyList<PaperCell> Cells { get; }

    /// <summary>Fits and predicts.</summary>
    /// <param name="columns">The columns of tables 8 and 12 to fit to; <see cref="FittedColumns"/> if nothing is
    /// said.</param>
    public static PaperValidation Run(IReadOnlyList<string>? columns = null)
    {
        var (lite, v3) = (PaperSetup.V2Lite(), PaperSetup.V3());
        var all = PaperSeries.SkippingAndPruning(lite);
        PaperSeries[] fitted = [.. all.Where(series => (columns ?? FittedColumns).Contains(series.Column))];
        var engine = EngineFit.Fit(
            EngineDescription.Load(PaperSetup.Engine),
            [.. fitted.SelectMany(series => series.TokensPerSecond)],
            engine =>
                [
                    .. fitted
                        .SelectMany(series => series.Predict(engine))
                        .Select(prediction => prediction.TokensPerSecond),
                ]
        );
        return new(
            engine,
            [
                .. all.Concat(PaperSeries.Others(lite, v3))
                    .SelectMany(series => Beside(series, engine, fitted.Contains(series))),
            ]
        );
    }

    /// <summary>The cells of some tables.</summary>
    /// <param name="tables">Their files: <c>table08</c>.</param>
    public IReadOnlyList<PaperCell> Of(params IReadOnlyList<string> tables) =>
        [.. Cells.Where(cell => tables.Contains(cell.Table))];

    /// <summary>Mean absolute percentage error.</summary>
    /// <param name="cells">Cells, at least one.</param>
    public static double PercentageError(IEnumerable<PaperCell> cells) =>
        100 * cells.Average(cell => Math.Abs(cell.Error));

    /// <summary>
    /// Mean absolute percentage error of the speedups over a table's first column, the model as trained.
    /// </summary>
    /// <param name="tables">Their files: <c>table08</c>.</param>
    public double SpeedupError(params IReadOnlyList<string> tables) =>
        100 * tables.SelectMany(table => Speedup.Of(Of([table]))).Average(speedup => Math.Abs(speedup.Error));

    private static IEnumerable<PaperCell> Beside(PaperSeries series, EngineDescription engine, bool fitted) =>
        series
            .Predict(engine)
            .Zip(series.TokensPerSecond, (prediction, paper) =>
                new PaperCell(
                    series.Table,
                    prediction.Workload.Concurrency,
                    series.Column,
                    prediction.Workload.InputTokens,
                    prediction.Workload.OutputTokens,
                    paper,
                    Math.Round(prediction.TokensPerSecond, 1),
                    fitted,
                    prediction.Weak
                )
            );
}
