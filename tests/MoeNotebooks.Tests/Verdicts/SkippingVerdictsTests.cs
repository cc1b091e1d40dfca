using MoeNotebooks.Paper;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class SkippingVerdictsTests
{
    private static readonly AccuracyCurve V2Lite = new(
        "V2-Lite", ResultKind.Quoted, 6, 66.0, [.. PaperTables.Table10.Select(row => AccuracyPoint.Of(row, 26, 6))]);

    [Fact]
    public void Two_experts_lose_more_than_the_paper_says_by_its_own_rows()
    {
        var verdict = SkippingVerdicts.TwoExperts(V2Lite);
        verdict.Text.ShouldStartWith("-8.4 % on average over 6 rows");
        verdict.Agreement.ShouldBe(Agreement.Agrees);
    }

    [Fact]
    public void Descending_wins_on_V2_Lite_in_mirror_images()
    {
        var verdict = SkippingVerdicts.Direction(V2Lite, descendingClaimed: true);
        verdict.Agreement.ShouldBe(Agreement.Agrees);
        SkippingVerdicts.Direction(V2Lite, descendingClaimed: false).Agreement.ShouldBe(Agreement.Disagrees);
    }

    [Fact]
    public void Too_few_pairs_decide_nothing() =>
        SkippingVerdicts.Direction(V2Lite with { Points = [.. V2Lite.Points.Take(3)] }, true).Agreement.ShouldBe(Agreement.Undecided);

    [Fact]
    public void The_best_row_of_V3_is_a_tie_with_the_full_model()
    {
        var full = PaperTables.Table11.Single(row => row.Name == "(8,8,8,61)");
        var verdict = SkippingVerdicts.BestRow(PaperTables.Table11, full);
        verdict.Figure.ShouldBe("Figure 4b, row (6,8,8,61)");
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart);
    }

    [Theory]
    [InlineData(65.5, Agreement.Agrees)]
    [InlineData(64.5, Agreement.AgreesInPart)]
    [InlineData(60.0, Agreement.Disagrees)]
    public void A_moderate_cut_is_judged_by_the_best_allocation_within_it(double best, Agreement agreement)
    {
        AccuracyPoint[] points = [new("a", [3, 3], best), new("b", [2, 2], 50), new("c", [6, 6], 66)];
        SkippingVerdicts.ModerateCut(V2Lite with { Points = points }).Agreement.ShouldBe(agreement);
    }
}
