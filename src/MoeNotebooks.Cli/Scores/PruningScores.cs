using MoeNotebooks.Errors;
using MoeNotebooks.Paper;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Scores;

/// <summary>What the summary says of keeping fewer experts in all.</summary>
internal static class PruningScores
{
    private const double Much = 1.1; // the same tenth by which skipping counts as much
    private const string Half = "ne32";

    /// <summary>Half of the experts save little throughput.</summary>
    public static ScoreRow SavesLittle(ScoreSources sources) =>
        LoadCurves
            .Of(sources.Table("pruning-throughput"), sources.Table("pruning-h100"), Half, "ne64")
            .Score(
                "Fewer experts in all save little throughput",
                Published(),
                Course,
                curve => curve.Best.Speedup < Much,
                curve => curve.First.Speedup < Much || curve.Last.Speedup < Much,
                "moe reproduce --only 05"
            );

    /// <summary>Half of the experts cost much accuracy.</summary>
    public static ScoreRow CostsMuch(ScoreSources sources)
    {
        var full = PaperTables.Table2.Single(row => row.Experts == 64).Scores;
        var best = PaperTables.Table2.Where(row => row.Experts == 32).MaxBy(row => row.Scores.Mean)!;
        var quoted = new Reading(
            $"V2-Lite, 32 of 64 kept, {best.Method.Replace('_', ' ')}",
            best.Scores.Mean - full.Mean,
            Reading.Points,
            "points",
            ResultKind.Quoted
        );
        var rows = sources.Table("pruning-criteria");
        var mini = rows?.Where(row => row.Number("KeptPercent") is > 45 and < 55).MaxBy(row => row.Number("Loss"));
        return new(
            "... and cost much accuracy",
            [quoted.Give(Math.Sqrt(2) * best.Scores.StandardError)],
            rows is null ? null
                : mini is null ? []
                :
                [
                    new(
                        "half kept, " + mini["Criterion"],
                        mini.Number("Loss")!.Value,
                        Reading.Points,
                        "points",
                        ResultKind.Synthetic,
                        sources.ModelOf("pruning-models")
                    )
                    {
                        Low = mini.Number("LossLow95"),
                        High = mini.Number("LossHigh95"),
                    },
                ],
            [],
            mini is null ? null
                : mini.Number("LossHigh95") < -3 ? Agreement.Agrees
                : mini.Number("LossLow95") > -1 ? Agreement.Disagrees
                : Agreement.Undecided,
            "moe reproduce --only 06"
        );
    }

    private static IEnumerable<Reading> Course(LoadCurve curve, ResultKind kind, string on) =>
        new[] { curve.First, curve.Best, curve.Last }
            .Distinct()
            .Select(point =>
                Reading
                    .Gain($"half kept, {Plural.Of(point.Load, "request")}", point.Speedup, kind, on)
                    .Give(100 * point.Error)
            );

    /// <summary>Table 12 as the kit holds it, where notebook 05 was not run.</summary>
    private static LoadCurve Published() => LoadCurve.Of(PaperTables.Table12, experts: 32, trained: 64);
}
