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

    private sealed class Always(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
