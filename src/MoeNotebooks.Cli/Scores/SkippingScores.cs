using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Paper;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Scores;

/// <summary>What the summary says of activating fewer experts.</summary>
internal static class SkippingScores
{
    private const double Much = 1.1; // the paper's "at least 10 %"
    private const double Point = 1; // of the six-task mean: what counts as lost
    private const int PaperTrained = 6; // experts per token of V2-Lite, which the H100's rows are of
    private const double Moderate = 3.3 / 6;
    private const string Best = "na2";

    /// <summary>At least 10 % of throughput without a loss of accuracy.</summary>
    public static ScoreRow FreeGain(ScoreSources sources)
    {
        var row = PaperTables.Table11.Single(row => row.Name == "(6,8,8,61)");
        var full = PaperTables.Table11.Single(row => (row.B, row.H, row.E) == (8, 8, 8));
        var rows = Rows(sources);
        var (free, gpu) = (Cheapest(rows), sources.Table("skipping-h100"));
        var gained = free is { } cheap ? LoadCurve.OfGpu(gpu, Series(cheap.Share)) : null;
        var predicted = sources
            .Table("free-gains")
            ?.Select(at =>
                (
                    Load: at["Requests"],
                    Name: at["Allocation"],
                    Speedup: at.Number("PredictedSpeedup")!.Value,
                    Lost: at.Number("QuotedLost")!.Value
                )
            )
            .ToArray();
        return new(
            "Activating fewer experts gains at least 10 % of throughput without a loss of accuracy",
            [
                new("throughput, at least", 10, Reading.Percent, "%", ResultKind.Quoted),
                new Reading(
                    "V3's (6,8,8,61)",
                    row.Scores.Mean - full.Scores.Mean,
                    Reading.Points,
                    "points",
                    ResultKind.Quoted
                ).Give(full.Scores.StandardError),
            ],
            rows is null
                ? null
                :
                [
                    free?.Reading ?? None(rows),
                    .. gained is null
                        ? []
                        : gained
                            .Points.Where(point =>
                                point == gained.First || point == gained.Best || point == gained.Last
                            )
                            .Select(point => Gain(point, Series(free!.Value.Share), ResultKind.Measured, "H100")),
                ],
            predicted is null
                ? null
                :
                [
                    .. new[] { predicted.MaxBy(at => at.Speedup), predicted.MinBy(at => at.Speedup) }
                        .Distinct()
                        .Select(at =>
                            Reading.Gain(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{at.Name}, {at.Lost:0.0} points lost (quoted), {at.Load} requests"
                                ),
                                at.Speedup,
                                ResultKind.Predicted
                            )
                        ),
                ],
            ScoreRow.All([
                .. predicted?.Select(at => (bool?)(at.Speedup >= Much)) ?? [],
                .. gained?.Points.Select(point => (bool?)(point.Speedup >= Much)) ?? [],
            ]),
            "moe reproduce --only 03 --only 04 --only 08"
        );
    }

    /// <summary>The gain grows with the load.</summary>
    public static ScoreRow GrowsWithLoad(ScoreSources sources)
    {
        var table = sources.Table("skipping-throughput")?.Where(row => row["Table"] == "table08").ToArray();
        return LoadCurves
            .Of(table, sources.Table("skipping-h100"), Best, "na6")
            .Score(
                "The gain grows with the load",
                Published(),
                Course,
                curve => curve.Grows,
                curve => curve.ComesBack,
                "moe reproduce --only 03"
            );
    }

    /// <summary>55 % of the experts cost at most one percent of accuracy.</summary>
    public static ScoreRow ModerateCut(ScoreSources sources)
    {
        var rows = Rows(sources);
        var surest = Cut(rows).MaxBy(row => row.Number("CorrectedLow95"));
        var margin = -0.01 * (rows?.Max(row => row.Number("Accuracy") - row.Number("Difference")) ?? 100);
        var quoted = PaperCurves.V2Lite();
        return new(
            "55 % of the experts cost at most 1 % of accuracy",
            [
                new("V2-Lite, 3.3 of 6, at most", -1, Reading.Percent, "%", ResultKind.Quoted),
                new(
                    "best row of table 10 within the cut",
                    100
                        * (
                            (
                                quoted
                                    .Points.Where(point => point.MeanExperts <= Moderate * quoted.Trained)
                                    .Max(point => point.Accuracy) / quoted.Baseline
                            ) - 1
                        ),
                    Reading.Points,
                    "%",
                    ResultKind.Quoted
                ),
            ],
            rows is null ? null
                : surest is null ? []
                : [Lost(surest)],
            [],
            surest is null ? null
                : surest.Number("CorrectedLow95") > margin ? Agreement.Agrees
                : Cut(rows).All(row => row.Number("CorrectedHigh95") < margin) ? Agreement.Disagrees
                : Agreement.Undecided,
            "moe reproduce --only 04"
        );
    }

    /// <summary>
    /// The rows of the first model, whose router is of V2-Lite's kind, under its own rule for weights.
    /// </summary>
    private static IReadOnlyList<CsvRow>? Rows(ScoreSources sources) =>
        sources.Table("mini-allocations") is [var first, ..] rows
            ?
            [
                .. rows.Where(row =>
                    row["Model"] == first["Model"] && !row["Policy"].Contains(", weights", StringComparison.Ordinal)
                ),
            ]
            : null;

    /// <summary>Rows of the mini model's table that use few experts.</summary>
    private static IEnumerable<CsvRow> Cut(IReadOnlyList<CsvRow>? rows) =>
        (rows ?? []).Where(row =>
            row.Number("MeanExperts") <= Moderate * rows!.Max(other => other.Number("MeanExperts"))
            && row.Number("CorrectedLow95") is not null
        );

    /// <summary>
    /// The fewest experts, the same in every layer and fewer than the trained number, that surely lose less than a
    /// point.
    /// </summary>
    private static (double Share, Reading Reading)? Cheapest(IReadOnlyList<CsvRow>? rows)
    {
        var row = Fewer(rows ?? [])
            .Where(row => row.Number("CorrectedLow95") > -Point)
            .MinBy(row => row.Number("MeanExperts"));
        return row is null
            ? null
            : (row.Number("MeanExperts")!.Value / rows!.Max(other => other.Number("MeanExperts")!.Value), Lost(row));
    }

    private static CsvRow[] Fewer(IReadOnlyList<CsvRow> rows)
    {
        var trained = rows.Max(row => row.Number("MeanExperts"));
        return
        [
            .. rows.Where(row =>
                row["Experts"].Split(' ').Distinct().Count() == 1 && row.Number("MeanExperts") < trained
            ),
        ];
    }

    private static Reading None(IReadOnlyList<CsvRow> rows) =>
        new(
            $"of {Fewer(rows).Length} smaller numbers of experts surely lose less than a point",
            0,
            "0",
            string.Empty,
            ResultKind.Synthetic,
            rows[0]["Model"]
        )
        {
            IsPlace = true,
        };

    private static Reading Lost(CsvRow row) =>
        new(
            row["Policy"],
            row.Number("Difference")!.Value,
            "+0.00;-0.00;0.00",
            "points",
            ResultKind.Synthetic,
            row["Model"]
        )
        {
            Low = row.Number("CorrectedLow95"),
            High = row.Number("CorrectedHigh95"),
        };

    /// <summary>The series of V2-Lite with the same share of its experts.</summary>
    private static string Series(double share) =>
        FormattableString.Invariant($"na{Math.Clamp(Math.Round(share * PaperTrained), 2, PaperTrained)}");

    private static IEnumerable<Reading> Course(LoadCurve curve, ResultKind kind, string on) =>
        new[] { curve.First, curve.Points.MinBy(point => point.Speedup), curve.Best, curve.Last }
            .Distinct()
            .OrderBy(point => point.Load)
            .Select(point => Gain(point, Best, kind, on));

    private static Reading Gain(
        (int Load, double Speedup, double? Error) point,
        string series,
        ResultKind kind,
        string on
    ) =>
        Reading
            .Gain($"k = {series[2..]}, {Plural.Of(point.Load, "request")}", point.Speedup, kind, on)
            .Give(100 * point.Error);

    /// <summary>Table 8 as the kit holds it, where notebook 03 was not run.</summary>
    private static LoadCurve Published() => LoadCurve.Of(PaperTables.Table8, experts: 2, trained: PaperTrained);
}
