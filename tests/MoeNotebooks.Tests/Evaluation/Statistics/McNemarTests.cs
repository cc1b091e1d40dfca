using CsCheck;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class McNemarTests
{
    [Theory]
    [InlineData(0, 0, 1.0)]
    [InlineData(0, 1, 1.0)]
    [InlineData(0, 5, 0.0625)] // 2 / 2^5
    [InlineData(2, 8, 0.109375)] // 2 (1 + 10 + 45) / 2^10
    [InlineData(5, 5, 1.0)]
    [InlineData(12, 25, 0.04703102743951604)] // exact fractions
    [InlineData(150, 86, 3.715936139571442e-05)] // Agresti's approval ratings
    public void Exact_values(int onlyFirst, int onlySecond, double expected) =>
        McNemar.ExactP(onlyFirst, onlySecond).ShouldBe(expected, expected * 1e-6);

    [Fact]
    public void It_is_symmetric_and_shrinks_as_the_counts_part() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, 200])
            .Sample(
                (few, more) =>
                {
                    McNemar.ExactP(few, few + more).ShouldBe(McNemar.ExactP(few + more, few));
                    McNemar
                        .ExactP(few, few + more + 2)
                        .ShouldBeLessThanOrEqualTo(McNemar.ExactP(few, few + more) + 1e-12);
                }
            );

    [Fact]
    public void Under_the_null_it_claims_at_most_at_its_level()
    {
        var random = new Random(5);
        var claims = 0;
        for (var trial = 0; trial < 4000; trial++)
        {
            var gained = Enumerable.Range(0, 60).Count(_ => random.Next(2) == 0);
            claims += McNemar.ExactP(60 - gained, gained) <= 0.05 ? 1 : 0;
        }

        // The exact size for 60 coins at 5 % is 2.7 %: discreteness makes the test careful, never careless.
        (claims / 4000.0).ShouldBeInRange(0.018, 0.05);
    }

    [Fact]
    public void Counts_below_zero_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => McNemar.ExactP(-1, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => McNemar.ExactP(3, -1));
    }
}
