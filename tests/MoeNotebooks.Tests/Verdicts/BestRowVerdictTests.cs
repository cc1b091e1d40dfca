using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class BestRowVerdictTests
{
    [Fact]
    public void The_best_row_of_V3_may_be_the_luckiest()
    {
        var verdict = BestRowVerdict.Of(PaperCurves.V3());
        verdict.Figure.ShouldBe("Figure 4, V3 (table 11), row (6,8,8,61)");
        verdict.Text.ShouldContain("The best of 51 rows with fewer experts is (6,8,8,61): +0.28 points");
        verdict.Agreement.ShouldBe(Agreement.Undecided);
    }

    [Theory]
    [InlineData(-0.2, Agreement.Disagrees)] // no row reaches the full model
    [InlineData(0.3, Agreement.Undecided)]
    [InlineData(1.5, Agreement.AgreesInPart)] // beyond run noise, not beyond other questions
    [InlineData(5.0, Agreement.Agrees)]
    public void It_can_come_out_either_way(double gain, Agreement agreement) =>
        BestRowVerdict.Of(Curve(gain, rows: 51)).Agreement.ShouldBe(agreement);

    [Fact]
    public void Having_looked_at_more_rows_weakens_the_same_gain()
    {
        BestRowVerdict.Of(Curve(0.45, rows: 1)).Agreement.ShouldBe(Agreement.AgreesInPart);
        BestRowVerdict.Of(Curve(0.45, rows: 162)).Agreement.ShouldBe(Agreement.Undecided);
    }

    private static AccuracyCurve Curve(double gain, int rows) =>
        new(
            "model",
            ResultKind.Quoted,
            8,
            73,
            [
                new("full", [8, 8], 73),
                .. Enumerable.Range(0, rows).Select(i => new AccuracyPoint($"r{i}", [4, 8], 73 + gain - (0.01 * i))),
            ]
        )
        {
            QuestionError = 0.65,
            RunError = 0.12,
        };
}
