using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class MiniVerdictsTests
{
    [Fact]
    public void A_curve_that_steepens_with_worse_allocations_agrees_in_part()
    {
        var verdict = MiniVerdicts.Curve(Mini([80, 88, 90], Finding.Better, "worse", "undecided"));
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart); // no allocation beats the full model
        verdict.Kind.ShouldBe(ResultKind.Synthetic);
        verdict.Text.ShouldContain(
            "k=1: -10.0, k=2: -2.0, k=3: 0.0; the last step costs 6.0 points more than the first (4.0 to 8.0 at 95 %)"
        );
        verdict.Text.ShouldContain("Of 2 other allocations 1 are worse than the full model, 0 better, 0 non-inferior");
        verdict.Text.ShouldContain("1 undecided");
    }

    [Fact]
    public void Better_allocations_complete_the_claim() =>
        MiniVerdicts.Curve(Mini([80, 88, 90], Finding.Better, "worse", "better")).Agreement.ShouldBe(Agreement.Agrees);

    [Fact]
    public void Too_few_questions_show_no_bend_and_a_cliff_at_the_first_expert_disagrees()
    {
        MiniVerdicts
            .Curve(Mini([80, 88, 90], Finding.Undecided, "worse", "worse"))
            .Agreement.ShouldBe(Agreement.Undecided);
        MiniVerdicts.Curve(Mini([79, 80, 90], Finding.Worse, "worse", "worse")).Agreement.ShouldBe(Agreement.Disagrees);
    }

    [Theory]
    [InlineData("worse", "worse", Agreement.AgreesInPart)] // neither finds an allocation that beats the full model
    [InlineData("better", "better", Agreement.Agrees)]
    [InlineData("better", "worse", Agreement.AgreesInPart)]
    public void Several_models_agree_where_each_does(string first, string second, Agreement agreement)
    {
        var verdict = MiniVerdicts.Curve([
            Mini([80, 88, 90], Finding.Better, first),
            Mini([80, 88, 90], Finding.Better, second),
        ]);
        verdict.Agreement.ShouldBe(agreement);
        verdict.Figure.ShouldBe("Figure 4, mini models");
        // One keeps its own name
        MiniVerdicts.Curve([Mini([80, 88, 90], Finding.Better, first)]).Figure.ShouldBe("Figure 4, mini model");
    }

    [Theory]
    [InlineData(Agreement.Disagrees, Agreement.Undecided, Agreement.Disagrees)]
    [InlineData(Agreement.Disagrees, Agreement.Agrees, Agreement.AgreesInPart)]
    [InlineData(Agreement.Undecided, Agreement.Undecided, Agreement.Undecided)]
    public void Nothing_agrees_that_no_model_shows(Agreement first, Agreement second, Agreement together) =>
        OverModels.Together([first, second]).ShouldBe(together);

    [Theory]
    [InlineData(-0.3, 0.2, Agreement.Agrees)]
    [InlineData(-1.5, 0.5, Agreement.Undecided)] // may be within 1 %, may be not
    [InlineData(-4.0, -2.0, Agreement.Disagrees)]
    public void A_moderate_cut_is_judged_by_its_interval_not_by_its_luck(double low, double high, Agreement agreement)
    {
        AllocationResult[] rows =
        [
            new("mini model", "trained", "6 6", 6, 97, 0.3, 0, 0, 0, 0, 1, 0.1, "non-inferior"),
            new("mini model", "k=3", "3 3", 3, 97, 0.3, 0, 0.2, low, high, 1, 0.5, "undecided"),
            new("mini model", "k=5", "5 5", 5, 97, 0.3, 0, 0.2, 0, 0, 1, 0.5, "non-inferior"), // uses too many to count
        ];
        MiniVerdicts
            .ModerateCut(new MiniSkipping(new AccuracyCurve("mini model", ResultKind.Synthetic, 6, 97, []), rows))
            .Agreement.ShouldBe(agreement);
    }

    /// <summary>Uniform allocations of 1, 2 and 3 experts; the last is the full model.</summary>
    private static MiniSkipping Mini(double[] scores, Finding bend, params string[] findings) =>
        new(
            new AccuracyCurve(
                "mini model",
                ResultKind.Synthetic,
                3,
                scores[^1],
                [.. scores.Select((score, i) => new AccuracyPoint($"k={i + 1}", [i + 1, i + 1], score))]
            ),
            [
                .. new[] { "non-inferior" }
                    .Concat(findings)
                    .Select(finding => new AllocationResult(
                        "mini model",
                        "policy",
                        "1 1",
                        1,
                        80,
                        0.5,
                        0,
                        0.2,
                        0,
                        0,
                        1,
                        0.4,
                        finding
                    )),
            ]
        )
        {
            Bend = new Comparison(
                "bend",
                [],
                new BootstrapResult(0.03, 0.005, 0.02, 0.04, 0.01),
                0.01,
                new Interval(0.02, 0.04),
                0.01,
                bend
            ),
        };
}
