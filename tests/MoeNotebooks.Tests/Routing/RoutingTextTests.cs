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
        new TopK(3) { Weights = SkippedWeights.Keep }.Describe(5, 6).ShouldBe("3 over 5 layers, mean 3.0, weights Keep");
        RoutingPolicy.Trained.Describe(5, 6).ShouldBe("6 over 5 layers, mean 6.0");
    }

    [Fact]
    public void A_per_layer_policy_of_the_wrong_length_is_refused() =>
        Should.Throw<MoeUsageException>(() => new PerLayer([1, 2]).ActiveExperts(3, 6)).Message.ShouldContain("3 MoE layers");
}
