using MoeNotebooks.Performance;
using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Tests.Performance.Serving;

public sealed class ExpertPopularityTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(100)]
    public void Without_skew_it_is_the_uniform_formula(int tokens) =>
        new ExpertPopularity(64, 6, skew: 0).Distinct(tokens).ShouldBe(DistinctExperts.Expected(64, 6, tokens), 1e-6);

    [Fact]
    public void Favourites_lower_it_but_a_single_token_still_uses_its_experts()
    {
        new ExpertPopularity(64, 6, skew: 1).Distinct(1).ShouldBe(6, 1e-6);
        new ExpertPopularity(64, 6, skew: 1).Distinct(16).ShouldBeLessThan(DistinctExperts.Expected(64, 6, 16) - 5);
        new ExpertPopularity(6, 6, skew: 1).Distinct(3).ShouldBe(6);
    }

    [Fact]
    public void A_recorded_trace_is_as_good_as_a_law()
    {
        double[] zipf = [.. Enumerable.Range(1, 64).Select(rank => 1000.0 / rank)];
        new ExpertPopularity(zipf, 6).Distinct(16).ShouldBe(new ExpertPopularity(64, 6, skew: 1).Distinct(16), 1e-9);
        new ExpertPopularity([5, 5, 0, 5], 3).Distinct(2).ShouldBe(3); // an expert that was never used is never hit
        Should.Throw<ArgumentOutOfRangeException>(() => new ExpertPopularity([1, 0, 0], 2));
    }
}
