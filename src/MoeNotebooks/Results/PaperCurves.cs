using MoeNotebooks.Paper;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Results;

/// <summary>The paper's tables 10 and 11 as curves, with the noise that can be worked out from them.</summary>
public static class PaperCurves
{
    /// <summary>Run noise: the six-task mean of rows of table 10 that are one configuration, pooled.</summary>
    private static readonly double RunNoise = NoiseFloor.OfMean(PaperTables.Table10);

    /// <summary>DeepSeek-V2-Lite, table 10; its full model is the mean of its six rows.</summary>
    /// <param name="rounding">How interpolated numbers become whole ones, which the paper does not say.</param>
    public static AccuracyCurve V2Lite(AllocationRounding rounding = AllocationRounding.HalfToEven)
    {
        TaskScores[] full =
        [
            .. PaperTables.Table10.Where(row => (row.B, row.H, row.E) == (6, 6, 6)).Select(row => row.Scores),
        ];
        return new(
            "V2-Lite (table 10)",
            ResultKind.Quoted,
            6,
            full.Average(scores => scores.Mean),
            [.. PaperTables.Table10.Select(row => AccuracyPoint.Of(row, moeLayers: 26, trained: 6, rounding))]
        )
        {
            QuestionError = full[0].StandardError,
            RunError = RunNoise,
        };
    }

    /// <summary>
    /// DeepSeek-V3, table 11. It repeats no row: its run noise is taken from table 10, which has the same tasks.
    /// </summary>
    /// <param name="rounding">How interpolated numbers become whole ones, which the paper does not say.</param>
    public static AccuracyCurve V3(AllocationRounding rounding = AllocationRounding.HalfToEven)
    {
        var full = PaperTables.Table11.Single(row => (row.B, row.H, row.E) == (8, 8, 8)).Scores;
        return new(
            "V3 (table 11)",
            ResultKind.Quoted,
            8,
            full.Mean,
            [.. PaperTables.Table11.Select(row => AccuracyPoint.Of(row, moeLayers: 58, trained: 8, rounding))]
        )
        {
            QuestionError = full.StandardError,
            RunError = RunNoise,
        };
    }
}
