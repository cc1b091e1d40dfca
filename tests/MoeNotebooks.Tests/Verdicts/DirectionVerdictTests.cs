using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class DirectionVerdictTests
{
    [Fact]
    public void Descending_wins_on_V2_Lite_in_mirror_images()
    {
        DirectionVerdict.OfRows(PaperCurves.V2Lite(), descendingClaimed: true).Agreement.ShouldBe(Agreement.Agrees);
        DirectionVerdict.OfRows(PaperCurves.V2Lite(), descendingClaimed: false).Agreement.ShouldBe(Agreement.Disagrees);
    }

    [Fact]
    public void On_V3_the_shapes_disagree_which_one_mean_would_hide()
    {
        var verdict = DirectionVerdict.OfRows(PaperCurves.V3(), descendingClaimed: false);
        verdict.Text.ShouldContain("monotone -0.56 points");
        verdict.Text.ShouldContain("peak +0.18 points");
        verdict.Text.ShouldContain("valley +0.83 points");
    }

    [Fact]
    public void Too_few_pairs_decide_nothing()
    {
        var curve = PaperCurves.V2Lite();
        DirectionVerdict
            .OfRows(curve with { Points = [.. curve.Points.Take(3)] }, true)
            .Agreement.ShouldBe(Agreement.Undecided);
        DirectionVerdict
            .OfRows(curve with { Points = [new("a", [6, 2], 60), new("b", [2, 6], 60)] }, true)
            .Text.ShouldStartWith("No two allocations are mirror images that differ."); // equal scores are no pair that could differ
    }

    [Theory]
    [InlineData(Finding.Better, Finding.Better, Agreement.Agrees)]
    [InlineData(Finding.Better, Finding.Undecided, Agreement.AgreesInPart)]
    [InlineData(Finding.Better, Finding.Worse, Agreement.AgreesInPart)]
    [InlineData(Finding.Worse, Finding.Undecided, Agreement.Disagrees)]
    [InlineData(Finding.Undecided, Finding.Undecided, Agreement.Undecided)]
    public void Answers_decide_shape_by_shape(Finding monotone, Finding valley, Agreement agreement)
    {
        var mini = new MiniSkipping(new AccuracyCurve("mini model", ResultKind.Synthetic, 6, 90, []), [])
        {
            Directions = [new("monotone", 4, 0.5, "", monotone), new("valley", 2, 0.1, "", valley)],
        };
        DirectionVerdict.OfItems(mini, descendingClaimed: true).Agreement.ShouldBe(agreement);
    }
}
