using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation;

namespace MoeNotebooks.Tests.Evaluation;

public sealed class ItemScoringTests
{
    [Theory]
    [InlineData(new[] { 1.0, 3.0, 3.0 }, 1)] // the first of the largest
    [InlineData(new[] { 5.0 }, 0)]
    [InlineData(new[] { double.NegativeInfinity, -9.0 }, 1)]
    [InlineData(new[] { double.NegativeInfinity, double.NegativeInfinity }, -1)]
    public void The_largest_is_numpys_and_never_an_impossible_one(double[] values, int expected) =>
        ItemScoring.ArgMax(values).ShouldBe(expected);

    [Fact]
    public void Accuracy_takes_the_sum_and_normalised_accuracy_the_mean_per_code_point()
    {
        // 'é' counts once, the astral letter once; by UTF-8 bytes or UTF-16 units the second choice would win
        var result = Score(["éé\U0001D400", "abcd"], gold: 0, -9.0, -12.0);
        result.Accuracy.ShouldBe(1);
        result.AccuracyNorm.ShouldBe(1); // -3 each: a tie, the first wins
        Score(["éé\U0001D400", "abcd"], gold: 0, -9.1, -12.0).AccuracyNorm.ShouldBe(0);
    }

    [Fact]
    public void A_likelihood_that_is_not_a_number_answers_nothing_and_is_in_no_mean()
    {
        var result = Score(["a", "b"], gold: 0, double.NaN, -12.0);
        result.Accuracy.ShouldBe(double.NaN);
        result.AccuracyNorm.ShouldBe(double.NaN);
        var mean = Metric.Mean("acc", [1, 0, result.Accuracy]);
        (mean.Value, mean.NotNumbers).ShouldBe((0.5, 1));
        mean.StandardError!.Value.ShouldBe(0.5, 1e-15);
        Metric.Mean("acc", [double.NaN]).Value.ShouldBe(double.NaN);
    }

    private static ItemResult Score(string[] choices, int gold, params double[] likelihoods) =>
        ItemScoring.Score(
            new EvaluationItem("t", 0, new TaskDocument("f", "line 1", []), [], choices, gold, "0"),
            [.. likelihoods.Select(value => new LikelihoodResult(value, false))],
            lengthNormalised: true
        );
}
