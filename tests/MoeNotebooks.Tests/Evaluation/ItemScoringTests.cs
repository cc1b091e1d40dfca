using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation;

namespace MoeNotebooks.Tests.Evaluation;

public sealed class ItemScoringTests
{
    [Theory]
    [InlineData(new[] { 1.0, 3.0, 3.0 }, 1)] // the first of the largest
    [InlineData(new[] { 5.0 }, 0)]
    [InlineData(new[] { 1.0, double.NaN, 3.0, double.NaN }, 1)] // numpy: the first NaN
    [InlineData(new[] { double.NaN, 9.0 }, 0)]
    [InlineData(new[] { double.NegativeInfinity, double.NegativeInfinity }, 0)]
    public void The_largest_is_numpys(double[] values, int expected) => ItemScoring.ArgMax(values).ShouldBe(expected);

    [Fact]
    public void Accuracy_takes_the_sum_and_normalised_accuracy_the_mean_per_code_point()
    {
        // 'é' counts once, the astral letter once; by UTF-8 bytes or UTF-16 units the second choice would win
        var result = Score(["éé\U0001D400", "abcd"], gold: 0, -9.0, -12.0);
        result.Accuracy.ShouldBe(1);
        result.AccuracyNorm.ShouldBe(1); // -3 each: a tie, the first wins
        Score(["éé\U0001D400", "abcd"], gold: 0, -9.1, -12.0).AccuracyNorm.ShouldBe(0);
    }

    private static ItemResult Score(string[] choices, int gold, params double[] likelihoods) => ItemScoring.Score(
        new EvaluationItem("t", 0, new TaskDocument("f", "line 1", []), [], choices, gold, "0"),
        [.. likelihoods.Select(value => new LikelihoodResult(value, false))],
        lengthNormalised: true);
}
