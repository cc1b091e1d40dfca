using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Routing;

public sealed class RoutingTextTests
{
    [Fact]
    public void A_policy_prints_its_ends_and_turns()
    {
        new Allocation(6, 4, 2, 13).Describe(26, 6).ShouldBe("6→2 over 26 layers, mean 4.0");
        new Allocation(6, 2, 6, 13).Describe(26, 6).ShouldStartWith("6→2→6 over 26 layers");
        new TopK(3) { Weights = SkippedWeights.Keep }
            .Describe(5, 6)
            .ShouldBe("3 over 5 layers, mean 3.0, weights kept");
        RoutingPolicy.Trained.Describe(5, 6).ShouldBe("6 over 5 layers, mean 6.0");
        new RelativeThreshold(0.4, 2).Describe(5, 6).ShouldBe("at most 6 over 5 layers: threshold 0.4, at least 2");
        new CumulativeMass(0.9, 4) { Weights = SkippedWeights.Renormalise }
            .Describe(5, 6)
            .ShouldBe("at most 4 over 5 layers: mass 0.9, at most 4, weights renormalised");
    }

    [Fact]
    public void Policies_that_differ_in_anything_print_differently()
    {
        RoutingPolicy[] plain =
        [
            RoutingPolicy.Trained,
            new TopK(2),
            new TopK(3),
            new PerLayer([1, 2]),
            new PerLayer([2, 1]),
            new Allocation(6, 4, 2, 3),
            new Allocation(6, 4, 2, 4),
            .. Enum.GetValues<AllocationRounding>()
                .Skip(1)
                .Select(rounding => new Allocation(6, 4, 2, 3) { Rounding = rounding }),
            new RelativeThreshold(0.1),
            new RelativeThreshold(0.2),
            new RelativeThreshold(0.1, 2),
            new CumulativeMass(0.1),
            new CumulativeMass(0.1, 3),
        ];
        RoutingPolicy[] all =
        [
            .. plain.SelectMany(policy =>
                Enum.GetValues<SkippedWeights>().Select(rule => policy with { Weights = rule })
            ),
        ];
        all.Select(policy => policy.ToString()).ShouldBeUnique();
        all.Select(policy => policy.Describe(2, 6)).Distinct().Count().ShouldBeGreaterThan(plain.Length);
        new TopK(2).ToString().ShouldBe("k=2");
        new TopK(2) { Weights = SkippedWeights.Keep }
            .ToString()
            .ShouldBe("k=2, weights kept");
    }

    [Fact]
    public void A_per_layer_policy_of_the_wrong_length_is_refused() =>
        Should
            .Throw<MoeUsageException>(() => new PerLayer([1, 2]).ActiveExperts(3, 6))
            .Message.ShouldContain("3 MoE layers");

    [Theory]
    [InlineData(new[] { 3 }, "3 over 1 layers, mean 3.0")]
    [InlineData(new[] { 3, 3, 4 }, "3→4 over 3 layers, mean 3.3")]
    [InlineData(new[] { 2, 4, 4, 1, 1 }, "2→4→1 over 5 layers, mean 2.4")]
    [InlineData(new[] { 4, 1, 2, 1 }, "4→1→2→1 over 4 layers, mean 2.0")]
    public void Turns_are_where_the_direction_changes(int[] experts, string text) =>
        new PerLayer(experts).Describe(experts.Length, 6).ShouldBe(text);
}
