using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Scores;

/// <summary>Figure 2: what a batch gains.</summary>
internal static class BatchScores
{
    private const string Command = "moe reproduce --only 01";
    private const double Equal = 1.15;
    private const int At = 64;

    /// <summary>In a dense layer the second token is free, up to the knee.</summary>
    public static ScoreRow FreeWindow(ScoreSources sources)
    {
        var rows = sources.Table("free-window");
        return new(
            "In a dense FFN a second token costs nothing; efficiency is best near the machine's ridge",
            [
                new("A800, two tokens over one", 1, Reading.Times, "times", ResultKind.Quoted),
                new("A800, best near L", 150, "0", string.Empty, ResultKind.Quoted),
            ],
            rows is null
                ? null
                :
                [
                    .. rows.SelectMany(row =>
                        new[]
                        {
                            new Reading(
                                $"{row["Layer"]}, two tokens over one",
                                row.Number("SecondToken")!.Value,
                                Reading.Times,
                                "times",
                                ResultKind.Measured,
                                row["On"]
                            )
                            {
                                Low = row.Number("Low"),
                                High = row.Number("High"),
                            },
                            new Reading(
                                $"{row["Layer"]}, best from L",
                                row.Number("Knee")!.Value,
                                "0",
                                string.Empty,
                                ResultKind.Measured,
                                row["On"]
                            )
                            {
                                IsPlace = true,
                            },
                        }
                    ),
                ],
            rows is null
                ? null
                :
                [
                    .. rows.Select(row => new Reading(
                        $"{row["Layer"]} on {row["On"]}, best from L",
                        row.Number("PredictedKnee")!.Value,
                        "0",
                        string.Empty,
                        ResultKind.Predicted
                    )),
                ],
            rows is null
                ? null
                : ScoreRow.All(
                    rows.SelectMany(row =>
                        new bool?[] { Free(row), row.Number("Knee") / row.Number("PredictedKnee") is >= 0.5 and <= 2 }
                    )
                ),
            Command
        );
    }

    /// <summary>A mixture batches worse than the dense layer of equal active size.</summary>
    public static ScoreRow WeakenedEffect(ScoreSources sources)
    {
        // each layer at the batch where the effect is largest
        var rows = sources
            .Table("batch-effect")
            ?.GroupBy(row => (row["On"], row["Layer"]))
            .Select(layer => layer.MaxBy(row => row.Number("Factor"))!)
            .ToArray();
        return new(
            "A mixture takes longer than the dense layer of equal active size (weakened batch effect)",
            [
                new(
                    "Mixtral's block on an A800, more than",
                    1,
                    Reading.Times,
                    "times the dense layer",
                    ResultKind.Quoted
                ),
            ],
            rows is null
                ? null
                :
                [
                    .. rows.Select(row => new Reading(
                        $"{row["Layer"]}, at worst L = {row["Tokens"]}",
                        row.Number("Factor")!.Value,
                        "0.0",
                        "times",
                        ResultKind.Measured,
                        row["On"]
                    )
                    {
                        Low = row.Number("Low"),
                        High = row.Number("High"),
                    }),
                ],
            rows is null
                ? null
                :
                [
                    .. rows.Select(row => new Reading(
                        $"{row["Layer"]} on {row["On"]}, L = {row["Tokens"]}",
                        row.Number("PredictedFactor")!.Value,
                        "0.0",
                        "times",
                        ResultKind.Predicted
                    )),
                ],
            rows is null
                ? null
                : ScoreRow.All(rows.Select(row => (bool?)((row.Number("Low") ?? row.Number("Factor")) > Equal))),
            Command
        );
    }

    /// <summary>Larger models have it more.</summary>
    public static ScoreRow LargerModels(ScoreSources sources)
    {
        var rows = sources
            .Table("batch-effect")
            ?.Where(row => row["Tokens"] == "64" && row["On"] == "H100")
            .OrderBy(row => row.Number("LayerParameters"))
            .ToArray();
        return new(
            "Larger models reach the weakened batch effect more easily",
            [],
            rows is null
                ? null
                :
                [
                    .. rows.Select(row => new Reading(
                        Size(row),
                        row.Number("Factor")!.Value,
                        "0.0",
                        "times the dense layer",
                        ResultKind.Measured,
                        "H100"
                    )),
                ],
            rows is null
                ? null
                :
                [
                    .. rows.Select(row => new Reading(
                        row["Layer"],
                        row.Number("PredictedFactor")!.Value,
                        "0.0",
                        "times",
                        ResultKind.Predicted
                    )),
                ],
            sources.Verdict("Figure 2c, larger models"),
            Command
        );
    }

    /// <summary>
    /// Whether two tokens take as long as one; <see langword="null"/> where the interval does not tell.
    /// </summary>
    private static bool? Free(CsvRow row)
    {
        var (low, high) = (
            row.Number("Low") ?? row.Number("SecondToken"),
            row.Number("High") ?? row.Number("SecondToken")
        );
        return low > Equal ? false
            : high <= Equal ? true
            : null;
    }

    private static string Size(CsvRow row) =>
        FormattableString.Invariant(
            $"{row["Layer"]} ({row.Number("LayerParameters") / 1e9:0.0} billion per layer, n_e / n_a = {row.Number("ExpertsPerActive"):0.#}), L = {At}"
        );
}
