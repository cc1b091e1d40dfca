using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
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
            """{"policy":"relativeThreshold","t":0.4,"kMin":2,"weights":"keep"}""",
            """{"policy":"cumulativeMass","p":0.8,"kMax":null,"weights":"architectureDefault"}""",
            """{"policy":"cumulativeMass","p":0.8,"kMax":4,"weights":"architectureDefault"}""",
            """{"policy":"medianRatio","beta":[0.3,0.25],"weights":"renormalise"}""",
            """{"policy":"entropyBins","thresholds":[1.3,2],"ks":[2,4,8],"weights":"architectureDefault"}""",
            """{"policy":"batchPiggyback","k0":2,"kMax":6,"weights":"renormalise"}""",
            """{"policy":"batchPiggyback","k0":2,"kMax":null,"weights":"architectureDefault"}""",
            """{"policy":"batchBudget","b":24,"weights":"architectureDefault"}""",
        ];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Reading_and_writing_give_the_same_text(string json) =>
        RoutingPolicyJson.Write(RoutingPolicyJson.Read(json)).ShouldBe(json);

    [Fact]
    public void The_kind_may_stand_behind_the_fields() =>
        RoutingPolicyJson.Read("""{"k":2,"policy":"topK"}""").ShouldBe(new TopK(2));

    [Theory]
    [InlineData("""{"policy":"topK","k":6.5}""", "$.k is not what is needed there")]
    [InlineData("""{"policy":"relativeThreshold","t":"x"}""", "$.t is not what is needed there")]
    [InlineData(
        """{"policy":"topK","k":4,"weights":"nonsense"}""",
        "$.weights is not what is needed there: it is of another kind, a number that does not fit, or a name that is not known"
    )]
    public void What_does_not_fit_a_field_is_named(string json, string message) =>
        Should.Throw<MoeDataException>(() => RoutingPolicyJson.Read(json)).Message.ShouldContain(message);

    [Fact]
    public void Each_policy_of_the_page_fits_the_mini_model_and_none_is_missing()
    {
        var page = File.ReadAllText(Path.Combine(Shared.Repository, "docs", "policies.md"));
        var config = ModelConfig.Load(ModelLocator.Resolve("mini-softmax"));
        var shown = page.Split('\n')
            .Where(line => line.StartsWith("| `{", StringComparison.Ordinal))
            .Select(line => RoutingPolicyJson.Read(line.Split('`')[1]))
            .ToArray();
        shown.ShouldAllBe(policy =>
            policy.ActiveExperts(config.MoeLayers.Count, config.Moe.Router.TrainedTopK).Length == config.MoeLayers.Count
        );
        var refused = Should
            .Throw<MoeDataException>(() => RoutingPolicyJson.Read("""{"policy":"unheard-of"}"""))
            .Message;
        var names = refused[
            (refused.IndexOf("Policies are ", StringComparison.Ordinal) + 13)..refused.IndexOf(
                ": docs",
                StringComparison.Ordinal
            )
        ]
            .Split(", ");
        names.Length.ShouldBe(shown.Length + 1); // the one with matrices is told in words
        names.ShouldAllBe(name => page.Contains(name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"policy":"unheard-of"}""")]
    [InlineData("""{"policy":"topK"}""")]
    [InlineData("""{"policy":"topK","k":0}""")]
    [InlineData("""{"policy":"topK","k":4,"surprise":1}""")]
    [InlineData("""{"policy":"topK","k":4,"k":5}""")]
    [InlineData("""{"policy":"topK","k":4,"weights":7}""")]
    [InlineData("""{"policy":"relativeThreshold","t":1.5}""")]
    [InlineData("""{"policy":"relativeThreshold","t":0.5,"kMin":0}""")]
    [InlineData("""{"policy":"relativeThreshold","kMin":1}""")]
    [InlineData("""{"policy":"cumulativeMass","p":-0.1}""")]
    [InlineData("""{"policy":"cumulativeMass","p":0.5,"kMax":0}""")]
    [InlineData("""{"policy":"medianRatio","beta":[1.5]}""")]
    [InlineData("""{"policy":"entropyBins","thresholds":[2,1.3],"ks":[2,4,8]}""")]
    [InlineData("""{"policy":"entropyBins","thresholds":[],"ks":[2]}""")]
    [InlineData("""{"policy":"entropyBins","thresholds":[1.3],"ks":[2]}""")]
    [InlineData("""{"policy":"entropyBins","thresholds":[1.3],"ks":[0,2]}""")]
    [InlineData("""{"policy":"batchPiggyback","k0":0}""")]
    [InlineData("""{"policy":"batchBudget","b":0}""")]
    [InlineData("""{"k":4}""")]
    [InlineData("")]
    public void Anything_else_is_a_data_error_with_the_path(string json) =>
        Should
            .Throw<MoeDataException>(() => RoutingPolicyJson.Read(json, "sweep.json"))
            .Message.ShouldStartWith("sweep.json");

    [Fact]
    public void A_policy_without_a_name_is_refused() =>
        Should
            .Throw<MoeUsageException>(() => RoutingPolicyJson.Write(new Nameless()))
            .Message.ShouldContain("nameless has no JSON name");

    [Fact]
    public void Equal_policies_are_equal_and_different_ones_are_not()
    {
        new PerLayer([1, 2]).ShouldBe(new PerLayer([1, 2]));
        new PerLayer([1, 2]).GetHashCode().ShouldBe(new PerLayer([1, 2]).GetHashCode());
        new PerLayer([1, 2]).ShouldNotBe(new PerLayer([2, 1]));
        new MedianRatio([0.5, 0.4]).ShouldBe(new MedianRatio([0.5, 0.4]));
        new MedianRatio([0.5, 0.4]).ShouldNotBe(new MedianRatio([0.4, 0.5]));
        new EntropyBins([1], [2, 3]).ShouldBe(new EntropyBins([1], [2, 3]));
        new EntropyBins([1], [2, 3]).ShouldNotBe(new EntropyBins([1], [2, 4]));
        new TopK(4).ShouldNotBe(new TopK(4) { Weights = SkippedWeights.Keep });
    }

    private sealed record Nameless : RoutingPolicy
    {
        protected override string Name => "nameless";

        public override int[] ActiveExperts(int moeLayers, int trained) => [.. Enumerable.Repeat(1, moeLayers)];
    }
}
