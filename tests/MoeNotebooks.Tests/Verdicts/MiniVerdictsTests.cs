using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class MiniVerdictsTests
{
    [Fact]
    public void A_curve_that_steepens_with_worse_allocations_agrees_in_part()
    {
        var verdict = MiniVerdicts.Curve(Mini([80, 88, 90], "worse", "indistinguishable"));
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart); // no allocation beats the full model
        verdict.Kind.ShouldBe(ResultKind.Synthetic);
        verdict.Text.ShouldContain("1: -10.0, 2: -2.0, 3: 0.0");
        verdict.Text.ShouldContain("Of 2 other allocations 1 are worse than the full model, 0 better, 1 indistinguishable");
    }

    [Fact]
    public void Better_allocations_complete_the_claim() =>
        MiniVerdicts.Curve(Mini([80, 88, 90], "worse", "better")).Agreement.ShouldBe(Agreement.Agrees);

    [Fact]
    public void Too_few_questions_test_nothing_and_a_cliff_at_the_first_expert_disagrees()
    {
        MiniVerdicts.Curve(Mini([80, 88, 90], "indistinguishable", "indistinguishable")).Agreement.ShouldBe(Agreement.Undecided);
        MiniVerdicts.Curve(Mini([79, 80, 90], "worse", "worse")).Agreement.ShouldBe(Agreement.Disagrees);
    }

    /// <summary>Uniform allocations of 1, 2 and 3 experts; the last is the full model.</summary>
    private static MiniSkipping Mini(double[] scores, params string[] verdicts) => new(
        new AccuracyCurve("mini model", ResultKind.Synthetic, 3, scores[^1], [.. scores.Select((score, i) => new AccuracyPoint($"k = {i + 1}", [i + 1, i + 1], score))]),
        [.. new[] { "indistinguishable" }.Concat(verdicts).Select(verdict => new AllocationResult("policy", "1 1", 1, 80, 0.5, 0, 0, 0, 1, verdict))]);
}
