using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class BinomialTableTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.2, 0)]
    [InlineData(0.3, 1)]
    [InlineData(0.7, 1)]
    [InlineData(0.8, 2)]
    [InlineData(0.999999999999, 2)]
    public void Two_coins_fall_as_their_chances_of_a_quarter_a_half_and_a_quarter_say(double uniform, int heads) =>
        new BinomialTable(2, 0.5).Draw(new Always(uniform)).ShouldBe(heads);

    [Fact]
    public void What_always_happens_happens_every_time() => new BinomialTable(3, 1).Draw(new Always(0.5)).ShouldBe(3);

    [Fact]
    public void A_draw_that_hits_a_chance_exactly_belongs_to_it() =>
        new BinomialTable(2, 0.5)
            .Draw(new Always(new MathNet.Numerics.Distributions.Binomial(0.5, 2).Probability(0)))
            .ShouldBe(0);

    [Fact]
    public void The_largest_draw_there_is_never_leaves_the_table()
    {
        for (var trials = 1; trials < 200; trials++)
        {
            new BinomialTable(trials, 0.3).Draw(new Always(Math.BitDecrement(1.0))).ShouldBeLessThanOrEqualTo(trials);
        }
    }

    private sealed class Always(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
