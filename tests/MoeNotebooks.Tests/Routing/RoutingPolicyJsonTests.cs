using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Routing;

public sealed class RoutingPolicyJsonTests
{
    public static TheoryData<string> Policies() =>
    [
        """{"policy":"trained","weights":"architectureDefault"}""",
        """{"policy":"topK","k":4,"weights":"renormalise"}""",
        """{"policy":"perLayer","k":[1,2,3],"weights":"keep"}""",
        """{"policy":"allocation","b":6,"h":4,"e":2,"p":13,"rounding":"halfUp","weights":"rescaleToOriginalMass"}""",
    ];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Reading_and_writing_give_the_same_text(string json) =>
        RoutingPolicyJson.Write(RoutingPolicyJson.Read(json)).ShouldBe(json);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"policy":"unheard-of"}""")]
    [InlineData("""{"policy":"topK"}""")]
    [InlineData("""{"policy":"topK","k":0}""")]
    [InlineData("""{"policy":"topK","k":4,"surprise":1}""")]
    [InlineData("""{"policy":"topK","k":4,"k":5}""")]
    [InlineData("""{"policy":"topK","k":4,"weights":7}""")]
    [InlineData("""{"k":4}""")]
    [InlineData("")]
    public void Anything_else_is_a_data_error_with_the_path(string json) =>
        Should.Throw<MoeDataException>(() => RoutingPolicyJson.Read(json, "sweep.json")).Message.ShouldStartWith("sweep.json");

    [Fact]
    public void Equal_policies_are_equal_and_different_ones_are_not()
    {
        new PerLayer([1, 2]).ShouldBe(new PerLayer([1, 2]));
        new PerLayer([1, 2]).GetHashCode().ShouldBe(new PerLayer([1, 2]).GetHashCode());
        new PerLayer([1, 2]).ShouldNotBe(new PerLayer([2, 1]));
        new TopK(4).ShouldNotBe(new TopK(4) { Weights = SkippedWeights.Keep });
    }
}
