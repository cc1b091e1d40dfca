using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class SkippingVerdictsTests
{
    private static readonly AccuracyCurve V2Lite = PaperCurves.V2Lite();

    [Fact]
    public void Of_the_two_claims_on_two_experts_the_papers_own_rows_support_one()
    {
        var verdict = SkippingVerdicts.TwoExperts(V2Lite);
        verdict.Text.ShouldStartWith("-8.4 % on average over 6 rows of the full model's 66.0, -7.9 % at best.");
        verdict.Text.ShouldContain("the average fits and the best does not fit");
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart);
    }

    [Theory]
    [InlineData(61.0, 62.0, Agreement.Agrees)] // -7.6 and -6.1 % of 66
    [InlineData(58.0, 59.0, Agreement.Disagrees)]
    [InlineData(65.0, 66.0, Agreement.Disagrees)]
    public void Both_claims_on_two_experts_count(double usual, double best, Agreement agreement) =>
        SkippingVerdicts
            .TwoExperts(
                V2Lite with
                {
                    Baseline = 66,
                    Points = [.. Enumerable.Repeat(new AccuracyPoint("a", [2, 2], usual), 20), new("b", [2, 2], best)],
                }
            )
            .Agreement.ShouldBe(agreement);

    [Fact]
    public void Question_noise_and_run_noise_are_two_numbers()
    {
        V2Lite.QuestionError!.Value.ShouldBe(0.68, 0.01); // other questions
        V2Lite.RunError!.Value.ShouldBeInRange(0.06, 0.17); // the same ones again
    }

    [Fact]
    public void The_range_over_rounding_rules_is_reported()
    {
        var verdict = SkippingVerdicts.ModerateCut(PaperCurves.V2Lite);
        verdict.Text.ShouldContain("halves to even (6,2,2,16) with 3.23, -2.1 %");
        verdict.Text.ShouldContain("So -3.3 to -1.2 %");
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart);
    }

    [Theory]
    [InlineData(65.5, 65.6, Agreement.Agrees)]
    [InlineData(65.5, 64.0, Agreement.AgreesInPart)] // one rule says so, the others do not
    [InlineData(64.0, 64.0, Agreement.Disagrees)]
    public void A_moderate_cut_is_judged_under_every_rule(double down, double others, Agreement agreement) =>
        SkippingVerdicts
            .ModerateCut(rule =>
                V2Lite with
                {
                    Baseline = 66,
                    Points =
                    [
                        new("a", [3, 3], rule == AllocationRounding.Down ? down : others),
                        new("b", [2, 2], 50),
                        new("c", [6, 6], 66),
                    ],
                }
            )
            .Agreement.ShouldBe(agreement);
}
