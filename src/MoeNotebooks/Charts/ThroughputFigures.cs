using System.Globalization;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Results;

namespace MoeNotebooks.Charts;

/// <summary>
/// Figures 3 and 5 of the paper and its tables 3 and 4: throughput as quoted or measured, with the cost model's line
/// through it.
/// </summary>
public static class ThroughputFigures
{
    /// <summary>Throughput against concurrency, a colour for every number of experts.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="cells">Cells of one table.</param>
    /// <param name="columns">Its columns that are drawn, such as <c>na6</c>; all if none is named.</param>
    public static Figure Throughput(string title, IReadOnlyList<PaperCell> cells, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var series = cells
            .GroupBy(cell => cell.Column)
            .Where(column => columns.Count == 0 || columns.Contains(column.Key))
            .SelectMany(
                (column, place) =>
                    Pair(
                        Name(column.Key),
                        place,
                        ResultKind.Quoted,
                        null,
                        column.Select(cell => ((double)cell.Concurrency, cell.Paper)),
                        column.Select(cell => ((double)cell.Concurrency, cell.Predicted))
                    )
            );
        return new(
            title,
            Load(cells.Select(cell => cell.Concurrency), "requests served together"),
            new Axis("input and output tokens per second", Log: true),
            [.. series]
        );
    }

    /// <summary>Speedup over the model as trained against the load.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="speedups">Speedups, quoted or measured.</param>
    /// <param name="measuredOn">What they were measured on; the paper's if nothing is said.</param>
    public static Figure Speedups(string title, IReadOnlyList<Speedup> speedups, string? measuredOn = null)
    {
        ArgumentNullException.ThrowIfNull(speedups);
        var series = speedups
            .GroupBy(speedup => speedup.Series)
            .SelectMany(
                (column, place) =>
                    Pair(
                        Name(column.Key),
                        place,
                        measuredOn is null ? ResultKind.Quoted : ResultKind.Measured,
                        measuredOn,
                        column.Select(speedup => ((double)speedup.Load, speedup.Found)),
                        column.Select(speedup => ((double)speedup.Load, speedup.Predicted))
                    )
            );
        return new(
            title,
            Load(speedups.Select(speedup => speedup.Load), "requests served together"),
            new Axis("times the throughput of the model as trained"),
            [.. series]
        )
        {
            Guides = [new Guide(1, false, "as trained")],
        };
    }

    /// <summary>Throughput against the share of a request that is prompt.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="cells">Cells of table 3 or 4.</param>
    public static Figure Split(string title, IReadOnlyList<PaperCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return new(
            title,
            new Axis("tokens of the prompt, of 2048"),
            new Axis("input and output tokens per second") { From = 0 },
            Pair(
                "throughput",
                0,
                ResultKind.Quoted,
                null,
                cells.Select(cell => ((double)cell.InputTokens, cell.Paper)),
                cells.Select(cell => ((double)cell.InputTokens, cell.Predicted))
            )
        );
    }

    /// <summary>Where the time of a decode step goes, load by load.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="predictions">Predictions of one configuration.</param>
    public static Figure Parts(string title, IReadOnlyList<ServingPrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        (string Name, Func<ServingPrediction, double> Seconds)[] parts =
        [
            ("routed experts", p => p.Decode.Experts),
            ("attention over the cache", p => p.Decode.Attention),
            ("launches and the host", p => p.Decode.Launches + p.Decode.Requests),
            ("dense, shared, output", p => p.Decode.Dense),
            ("between devices", p => p.Decode.Communication),
            ("prefill, its share", p => p.PrefillSeconds / p.Workload.OutputTokens),
        ];
        return new(
            title,
            Load(predictions.Select(p => p.Workload.Concurrency), "requests served together"),
            new Axis("milliseconds per decode step"),
            [
                .. parts.Select(
                    (part, place) =>
                        Line(
                            part.Name,
                            place,
                            predictions.Select(p => ((double)p.Workload.Concurrency, 1e3 * part.Seconds(p)))
                        )
                ),
            ]
        );
    }

    /// <summary>The same configuration with and without a limit of graphs: where a dip comes from.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="quoted">The paper's cells.</param>
    /// <param name="limited">Predictions with the engine's limit.</param>
    /// <param name="unlimited">Predictions without.</param>
    /// <param name="limit">The limit.</param>
    public static Figure Dip(
        string title,
        IReadOnlyList<PaperCell> quoted,
        IReadOnlyList<ServingPrediction> limited,
        IReadOnlyList<ServingPrediction> unlimited,
        int limit
    )
    {
        ArgumentNullException.ThrowIfNull(quoted);
        ArgumentNullException.ThrowIfNull(limited);
        static IEnumerable<(double, double)> Points(IEnumerable<ServingPrediction> of) =>
            of.Select(p => ((double)p.Workload.Concurrency, p.TokensPerSecond));
        return new(
            title,
            Load(quoted.Select(cell => cell.Concurrency), "requests served together"),
            new Axis("input and output tokens per second") { From = 0 },
            [
                Series.Of(
                    Name(quoted[0].Column),
                    ResultKind.Quoted,
                    quoted.Select(cell => ((double)cell.Concurrency, cell.Paper))
                ) with
                {
                    Colour = 0,
                },
                Line($"graphs to {limit} requests", 0, Points(limited)),
                Line("graphs for every batch", 1, Points(unlimited)),
            ]
        )
        {
            Guides = [new Guide(limit, true, "last graph")],
        };
    }

    private static Series[] Pair(
        string name,
        int place,
        ResultKind kind,
        string? measuredOn,
        IEnumerable<(double, double)> found,
        IEnumerable<(double, double)> predicted
    ) => [Series.Of(name, kind, found) with { Colour = place, MeasuredOn = measuredOn }, Line(name, place, predicted)];

    private static Series Line(string name, int place, IEnumerable<(double, double)> points) =>
        Series.Of(name, ResultKind.Predicted, points) with
        {
            Colour = place,
            Mark = Mark.Line,
        };

    /// <summary>"na2" is the paper's n_a = 2.</summary>
    internal static string Name(string column) =>
        column[..2] switch
        {
            "na" => column[2..] + " experts per token",
            "ne" => column[2..] + " experts kept",
            _ => column,
        };

    private static Axis Load(IEnumerable<int> loads, string title)
    {
        int[] powers = [.. Enumerable.Range(0, 12).Select(power => 1 << power)];
        double[] ticks =
        [
            .. powers.Where(power => power >= loads.Min() && power <= loads.Max()).Select(power => (double)power),
        ];
        return new Axis(title, Log: true)
        {
            Ticks = ticks,
            TickTexts = [.. ticks.Select(tick => tick.ToString("0", CultureInfo.InvariantCulture))],
        };
    }
}
