using MoeNotebooks.Performance;

namespace MoeNotebooks.Tests.Performance;

public sealed class DistinctExpertsTests
{
    [Theory] // figures of the field: V2-Lite k = 6 and 3, V3-like 256 / 8
    [InlineData(64, 6, 8, 34.9)]
    [InlineData(64, 6, 64, 63.9)]
    [InlineData(64, 3, 8, 20.4)]
    [InlineData(64, 3, 64, 61.0)]
    [InlineData(256, 8, 16, 102)]
    public void Expectation_under_uniform_routing(int experts, int active, int tokens, double expected) =>
        DistinctExperts.Expected(experts, active, tokens).ShouldBe(expected, 0.06 + (experts > 64 ? 0.5 : 0));

    [Theory]
    [InlineData(64, 6)]
    [InlineData(8, 2)]
    public void Equals_the_mean_of_simulated_batches(int experts, int active)
    {
        var random = new Random(7);
        int[] all = [.. Enumerable.Range(0, experts)];
        var hits = Enumerable
            .Range(0, 4000)
            .Select(_ =>
                Enumerable
                    .Range(0, 5)
                    .SelectMany(_ =>
                    {
                        random.Shuffle(all);
                        return all.Take(active).ToArray();
                    })
                    .Distinct()
                    .Count()
            );
        hits.Average().ShouldBe(DistinctExperts.Expected(experts, active, 5), 0.15);
    }

    [Theory]
    [InlineData(64, 6, 8)]
    [InlineData(8, 2, 2)]
    public void Variance_is_that_of_simulated_batches(int experts, int active, int tokens)
    {
        var random = new Random(8);
        int[] all = [.. Enumerable.Range(0, experts)];
        double[] hits =
        [
            .. Enumerable
                .Range(0, 6000)
                .Select(_ =>
                    (double)
                        Enumerable
                            .Range(0, tokens)
                            .SelectMany(_ =>
                            {
                                random.Shuffle(all);
                                return all.Take(active).ToArray();
                            })
                            .Distinct()
                            .Count()
                ),
        ];
        var mean = hits.Average();
        DistinctExperts
            .Variance(experts, active, tokens)
            .ShouldBe(hits.Average(hit => (hit - mean) * (hit - mean)), 0.25);
        DistinctExperts.Variance(1, 1, tokens).ShouldBe(0);
    }

    [Fact]
    public void More_active_experts_than_experts_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => DistinctExperts.Expected(8, 9, 1));
}
