using MoeNotebooks.Measurement;

namespace MoeNotebooks.Tests.Measurement;

public sealed class MedianIntervalTests
{
    // the textbook's ranks for a 95 % interval of a median, and what they cover
    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(5, 1, 5, 0.9375)]
    [InlineData(6, 1, 6, 0.96875)]
    [InlineData(9, 2, 8, 0.9609)]
    [InlineData(15, 4, 12, 0.9648)]
    [InlineData(20, 6, 15, 0.9586)]
    public void The_ranks_are_those_of_the_sign_test(int n, int low, int high, double coverage)
    {
        var interval = MedianInterval.Of(Enumerable.Range(1, n).Reverse().Select(i => (double)i));
        (interval.Low, interval.High).ShouldBe((low, high));
        interval.Median.ShouldBe((n + 1) / 2.0);
        interval.Coverage.ShouldBe(coverage, 1e-4);
    }

    [Fact]
    public void It_holds_the_true_median_as_often_as_it_says()
    {
        var random = new Random(1);
        const int draws = 4000;
        var held = Enumerable
            .Range(0, draws)
            .Count(_ =>
            {
                var interval = MedianInterval.Of(
                    Enumerable.Range(0, 9).Select(_ => -Math.Log(1 - random.NextDouble()))
                ); // exponential: far from symmetric
                return interval.Low <= Math.Log(2) && Math.Log(2) <= interval.High;
            });
        ((double)held / draws).ShouldBe(0.9609, 0.012);
    }
}
