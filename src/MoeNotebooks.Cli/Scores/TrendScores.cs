using MoeNotebooks.Paper;
using MoeNotebooks.Performance.Communication;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Scores;

/// <summary>Tables 3 and 4, and section 4.2.</summary>
internal static class TrendScores
{
    /// <summary>The more of a request is prompt, the higher the throughput.</summary>
    public static ScoreRow Split(ScoreSources sources, string table, string file, string model)
    {
        var published = file == "table03" ? PaperTables.Table3 : PaperTables.Table4;
        var rows = sources
            .Table("token-split")
            ?.Where(row => row["Table"] == file)
            .OrderByDescending(row => row.Number("OutputTokens"))
            .ToArray();
        var (least, most) = (published.MaxBy(row => row.OutputTokens)!, published.MinBy(row => row.OutputTokens)!);
        var what =
            $"{model}, {most.InputTokens} in and {most.OutputTokens} out over {least.InputTokens} in and {least.OutputTokens} out";
        return new(
            $"{table}: the more of a request is prompt, the higher the throughput",
            [new(what, most.TokensPerSecond / least.TokensPerSecond, Reading.Times, "times", ResultKind.Quoted)],
            [],
            rows is null or []
                ? null
                :
                [
                    new(
                        what,
                        rows[^1].Number("Predicted")!.Value / rows[0].Number("Predicted")!.Value,
                        Reading.Times,
                        "times",
                        ResultKind.Predicted
                    ),
                ],
            sources.Verdict(table),
            "moe reproduce --only 02"
        );
    }

    /// <summary>Expert parallelism sends 28 % of what tensor parallelism sends.</summary>
    public static ScoreRow Bytes(ScoreSources sources)
    {
        var (bounds, counted) = (
            sources.Table("communication-bounds"),
            sources.Table("devices-counted")?.Where(row => row["Devices"] == "8").ToArray()
        );
        return new(
            "Expert parallelism sends 28 % of tensor parallelism's bytes (8 devices, 2 experts per token)",
            [new("2 n_a / (2 (n_d - 1))", 28, "0", "%", ResultKind.Quoted)],
            counted is null
                ? null
                :
                [
                    .. counted.Select(row =>
                        new Reading(
                            "devices per token, of 8",
                            row.Number("Counted")!.Value,
                            "0.000",
                            string.Empty,
                            ResultKind.Synthetic,
                            sources.ModelOf("devices-by-router")
                        ).Give(row.Number("StandardError"))
                    ),
                ],
            bounds is null
                ? null
                :
                [
                    .. bounds.Select(row => new Reading(
                        $"{row["Model"]}, bound",
                        row.Number("BoundPercent")!.Value,
                        "0.0",
                        "%",
                        ResultKind.Predicted
                    )),
                    .. bounds.Select(row => new Reading(
                        $"{row["Model"]}, as sent (fp8 there, bf16 back)",
                        row.Number("SentFp8Percent")!.Value,
                        "0.0",
                        "%",
                        ResultKind.Predicted
                    )),
                ],
            bounds is null ? null
                : bounds.Any(row => Math.Abs(row.Number("BoundPercent")!.Value - 28) < 1) ? Agreement.Agrees
                : Agreement.Disagrees,
            "moe reproduce --only 07"
        );
    }

    /// <summary>So expert parallelism can cross nodes.</summary>
    public static ScoreRow Link(ScoreSources sources)
    {
        var bounds = sources.Table("communication-bounds");
        return new(
            "InfiniBand has 31 % of NVLink's speed, so expert parallelism can cross nodes",
            [new("link across over link inside", 31, "0", "%", ResultKind.Quoted)],
            [],
            [
                new("50 over 160 GB/s", 100 * NodeLinks.Paper.Ratio, "0.0", "%", ResultKind.Predicted),
                .. bounds
                    ?.Where(row => row.Number("SentFp8Percent") <= row.Number("LinkPercent"))
                    .Select(row => new Reading(
                        $"pays as sent for {row["Model"]}",
                        row.Number("SentFp8Percent")!.Value,
                        "0.0",
                        "%",
                        ResultKind.Predicted
                    ))
                    ?? [],
            ],
            sources.Verdict("Section 4.2"),
            "moe reproduce --only 07"
        );
    }
}
