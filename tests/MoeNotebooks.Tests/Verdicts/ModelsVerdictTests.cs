using MoeNotebooks.Charts;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>Several models side by side: what was drawn into the answers is found, and what was not is not.</summary>
public sealed class ModelsVerdictTests
{
    private static double Flat(IReadOnlyList<int> experts) => 0.85 - (0.03 * (6 - experts.Average()));

    private static double FirstMatters(IReadOnlyList<int> experts) => 0.85 - (0.03 * (6 - experts[0]));

    private static double LastMatters(IReadOnlyList<int> experts) => 0.85 - (0.03 * (6 - experts[^1]));

    [Fact]
    public async Task Each_model_is_held_to_what_the_paper_says_of_its_router()
    {
        MiniSkipping softmax = await DrawnSkipping.OfAsync("a", Scoring.Softmax, FirstMatters),
            sigmoid = await DrawnSkipping.OfAsync("b", Scoring.Sigmoid, LastMatters);
        // Of three layers only monotone shapes have mirror images
        DirectionVerdict.OfItems([softmax, sigmoid]).Agreement.ShouldBe(Agreement.Agrees);
        softmax.Directions.Single(shape => shape.Shape == "monotone").Finding.ShouldBe(Finding.Better);
        sigmoid.Directions.Single(shape => shape.Shape == "monotone").Finding.ShouldBe(Finding.Worse);
        DirectionVerdict
            .OfItems([softmax with { Scoring = Scoring.Sigmoid }, sigmoid with { Scoring = Scoring.Softmax }])
            .Agreement.ShouldBe(Agreement.Disagrees);
        SkippingFigures.Directions([softmax, sigmoid]).Series.Select(series => series.Y[0] > 0).ShouldBe([true, false]);
    }

    [Fact]
    public async Task The_third_that_was_made_to_matter_is_found_with_its_error()
    {
        var first = await DrawnSkipping.OfAsync("a", Scoring.Softmax, FirstMatters);
        var thirds = DepthSensitivity.OfItems(first);
        Math.Abs(thirds[0].PointsPerExpert - 3).ShouldBeLessThan(4 * thirds[0].StandardError);
        thirds.Skip(1).ShouldAllBe(third => Math.Abs(third.PointsPerExpert) < 4 * third.StandardError);
        thirds.ShouldAllBe(third => third.StandardError < 0.5); // points per expert, of 2,400 questions
        DepthSensitivity
            .Of(first.Curve with { Points = [.. first.Curve.Points.SkipLast(1)] })
            .Select(third => third.PointsPerExpert)
            .ShouldBe(thirds.Select(third => third.PointsPerExpert), 1e-6); // the same fit; the last point has other weights
        DepthVerdict.OfItems([first]).Agreement.ShouldBe(Agreement.Agrees);
        DepthVerdict.OfItems([first with { Scoring = Scoring.Sigmoid }]).Agreement.ShouldBe(Agreement.Disagrees);
        DepthVerdict
            .OfItems([await DrawnSkipping.OfAsync("b", Scoring.Softmax, Flat)])
            .Agreement.ShouldBe(Agreement.Undecided);
    }

    [Fact]
    public async Task Half_a_third_and_one_of_six_are_three_cuts_with_three_measures()
    {
        var model = await DrawnSkipping.OfAsync("a", Scoring.Softmax, Flat);
        var rows = MeasureRow.Of([model, model]);
        rows.Select(row => row.Cut).ShouldBe(["half", "a third", "one", "half", "a third", "one"]);
        rows.Take(3).Select(row => row.Experts).ShouldBe(["3 of 6", "2 of 6", "1 of 6"]);
        rows[1].Points.ShouldBe(100 * (model.Points[2].Mean - model.Points[0].Mean), 1e-9);
        // Likelihoods were drawn without luck
        rows.ShouldAllBe(row => row.PointsSeen > 0 && row.NatsSeen < 0.02 && row.ByLikelihood > 1);
        rows[2].PointsP.ShouldBeLessThan(0.05);
        MeasureRow
            .Median([rows[0] with { ByLikelihood = 2, ByMargin = 3 }, rows[1] with { ByLikelihood = 4, ByMargin = 3 }])
            .ShouldBe((3, 3));
        MeasureRow.Median([rows[0] with { ByLikelihood = null, ByMargin = null }]).ShouldBeNull();
        SkippingFigures
            .Curves([model], [PaperCurves.V2Lite(), PaperCurves.V3()])
            .Series.Select(series => series.X.Count)
            .ShouldBe([6, 18, 4]); // flat rows of tables 10 and 11
    }

    [Fact]
    public async Task The_rule_for_weights_alone_is_compared()
    {
        MiniSkipping softmax = await DrawnSkipping.OfAsync("a", Scoring.Softmax, Flat),
            sigmoid = await DrawnSkipping.OfAsync("b", Scoring.Sigmoid, Flat);
        var rows = RuleRow.Of([softmax, sigmoid]);
        rows.Select(row => (row.Model, row.Experts)).ShouldBe([("a", "2 of 6"), ("b", "2 of 6")]);
        rows[0].OtherRule.ShouldContain("rescaled");
        rows[1].OtherRule.ShouldContain("kept");
        rows.ShouldAllBe(row =>
            Math.Abs(row.OtherLoss - row.OwnLoss - row.Difference) < 1e-9 && row.Low < 0 && row.High > 0
        ); // nothing was drawn into it
        Agreement Judged(params string[] findings) =>
            RuleVerdict
                .Of([.. findings.Select(finding => rows[0] with { Finding = finding })], ResultKind.Synthetic)
                .Agreement;
        Judged("better", "undecided").ShouldBe(Agreement.Disagrees); // the rule lost what the experts are blamed for
        Judged("worse", "worse").ShouldBe(Agreement.Agrees);
        Judged("worse", "better").ShouldBe(Agreement.AgreesInPart);
        Judged("undecided", "non-inferior").ShouldBe(Agreement.Undecided);
        Judged().ShouldBe(Agreement.Undecided);
    }

    [Fact]
    public async Task The_best_of_many_shrinks_where_it_was_luck_and_stays_where_it_was_not()
    {
        var luck = CorrectedBest
            .Of([await DrawnSkipping.AnswersAsync("a", Scoring.Softmax, _ => 0.8)])
            .Single(row => row.ChosenBy == "accuracy");
        luck.Looked.ShouldBeGreaterThan(10);
        luck.Shrinkage.ShouldBe(luck.Chosen - luck.Unseen, 1e-9);
        CorrectedBestVerdict.Of([luck], ResultKind.Synthetic).Agreement.ShouldBe(Agreement.Undecided);

        var real = CorrectedBest.Of([
            await DrawnSkipping.AnswersAsync("b", Scoring.Softmax, experts =>
                experts[0] == 2 && experts[^1] == 6 ? 0.9 : 0.8
            ),
        ]);
        CorrectedBestVerdict.Of(real, ResultKind.Synthetic).Agreement.ShouldBe(Agreement.Agrees);
        var worse = CorrectedBest.Of([
            await DrawnSkipping.AnswersAsync("c", Scoring.Softmax, experts => experts.All(k => k == 6) ? 0.9 : 0.6),
        ]);
        CorrectedBestVerdict.Of(worse, ResultKind.Synthetic).Agreement.ShouldBe(Agreement.Disagrees);
        // A task's only question is on one side
        CorrectedBest.Of([await DrawnSkipping.AnswersAsync("d", Scoring.Softmax, Flat, items: 1)]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rough_model_is_told_from_a_smooth_one_and_not_the_other_way()
    {
        double Rough(IReadOnlyList<int> experts) => Flat(experts) - (experts[1] == 2 && experts[0] == 6 ? 0.12 : 0);
        MiniSkipping smooth = await DrawnSkipping.AnswersAsync("a", Scoring.Softmax, Flat),
            rough = await DrawnSkipping.AnswersAsync("b", Scoring.Sigmoid, Rough);
        SmoothnessVerdict.OfItems([smooth, rough]).Agreement.ShouldBe(Agreement.Agrees);
        SmoothnessVerdict
            .OfItems([smooth with { Scoring = Scoring.Sigmoid }, rough with { Scoring = Scoring.Softmax }])
            .Agreement.ShouldBe(Agreement.Disagrees);
        SmoothnessVerdict.OfItems([smooth]).Agreement.ShouldBe(Agreement.Undecided);
        Roughness.OfItems(smooth).Beyond.ShouldBeLessThan(Roughness.OfItems(rough).Beyond);
        Roughness.OfItems(smooth).Noise.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_fall_below_a_third_of_the_experts_is_no_roughness()
    {
        double Cliff(IReadOnlyList<int> experts) => Flat(experts) - (experts.Min() < 2 ? 0.3 : 0);
        MiniSkipping smooth = await DrawnSkipping.AnswersAsync("a", Scoring.Softmax, Flat),
            cliff = await DrawnSkipping.AnswersAsync("b", Scoring.Sigmoid, Cliff);
        cliff.Uniform[0].Mean.ShouldBeLessThan(smooth.Uniform[0].Mean - 0.2);
        SmoothnessVerdict.OfItems([smooth, cliff]).Agreement.ShouldBe(Agreement.Undecided);
        Roughness.OfItems(cliff).Allocations.ShouldBe(cliff.Allocations.Count - 1);
    }

    [Fact]
    public async Task Two_smooth_models_are_seldom_told_apart()
    {
        var told = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            MiniSkipping one = await DrawnSkipping.AnswersAsync("a", Scoring.Softmax, Flat, items: 100, seed),
                other = await DrawnSkipping.AnswersAsync("b", Scoring.Sigmoid, Flat, items: 100, seed);
            told += SmoothnessVerdict.OfItems([one, other]).Agreement == Agreement.Undecided ? 0 : 1;
        }

        told.ShouldBeLessThanOrEqualTo(4); // 1 expected
    }

    [Fact]
    public void The_papers_two_curves_are_compared_by_their_spread()
    {
        var verdict = SmoothnessVerdict.OfRows(PaperCurves.V2Lite(), PaperCurves.V3());
        verdict.Text.ShouldContain("V2-Lite (table 10), 162 allocations: 0.60 points");
        verdict.Text.ShouldContain("V3 (table 11), 15 allocations: 0.29 points"); // all 52: 1.00
        verdict.Kind.ShouldBe(ResultKind.Quoted);
        // V3's rows are rough only where a layer has a quarter of its experts
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart);
        SmoothnessVerdict.OfRows(PaperCurves.V3(), PaperCurves.V2Lite()).Agreement.ShouldBe(Agreement.AgreesInPart);
    }

    [Theory]
    [InlineData(0.3, 1.0, Agreement.Agrees)]
    [InlineData(1.0, 0.3, Agreement.Disagrees)]
    [InlineData(0.5, 0.5, Agreement.Undecided)]
    public void Rows_that_are_as_rough_everywhere_are_judged_alike_in_both_ranges(
        double softmax,
        double sigmoid,
        Agreement agreement
    ) => SmoothnessVerdict.OfRows(Rows("a", softmax), Rows("b", sigmoid)).Agreement.ShouldBe(agreement);

    // sixty allocations of one to six experts on a straight line, off it by turns
    private static AccuracyCurve Rows(string name, double off) =>
        new(
            name,
            ResultKind.Synthetic,
            6,
            70,
            [
                .. Enumerable
                    .Range(0, 60)
                    .Select(i => new AccuracyPoint(
                        $"{i}",
                        [1 + (i % 6), 6],
                        60 + (i % 6) + (off * ((i / 6 % 2) - 0.5))
                    )),
            ]
        );
}
