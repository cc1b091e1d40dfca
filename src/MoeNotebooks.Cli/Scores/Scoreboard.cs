namespace MoeNotebooks.Cli.Scores;

/// <summary>The paper's summary, claim by claim, with which <c>moe reproduce</c> ends.</summary>
internal static class Scoreboard
{
    private static readonly Func<ScoreSources, ScoreRow>[] Claims =
    [
        SkippingScores.FreeGain,
        SkippingScores.GrowsWithLoad,
        SkippingScores.ModerateCut,
        PruningScores.SavesLittle,
        PruningScores.CostsMuch,
        BatchScores.FreeWindow,
        BatchScores.WeakenedEffect,
        BatchScores.LargerModels,
        sources => TrendScores.Split(sources, "Table 3", "table03", "V2-Lite"),
        sources => TrendScores.Split(sources, "Table 4", "table04", "V3"),
        TrendScores.Bytes,
        TrendScores.Link,
    ];

    /// <summary>One row per claim, whatever was run.</summary>
    public static IReadOnlyList<ScoreRow> Of(ScoreSources sources) => [.. Claims.Select(claim => claim(sources))];
}
