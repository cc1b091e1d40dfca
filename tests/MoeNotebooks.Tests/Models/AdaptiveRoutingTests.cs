using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>
/// Policies that decide for every token: what they come to at their ends, and that what they skip is not computed.
/// </summary>
public sealed class AdaptiveRoutingTests
{
    private const int Experts = 12;
    private const int Trained = 5;

    public static TheoryData<SkippedWeights, bool> Rules() =>
        new MatrixTheoryData<SkippedWeights, bool>(Enum.GetValues<SkippedWeights>(), [true, false]);

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_threshold_of_0_skips_none_and_of_1_leaves_the_first(SkippedWeights weights, bool renormalise)
    {
        using var scope = NewDisposeScope();
        ShouldBeEqual(
            Route(new RelativeThreshold(0), weights, renormalise),
            Route(RoutingPolicy.Trained, weights, renormalise)
        );
        ShouldBeEqual(
            Route(new RelativeThreshold(1, 3), weights, renormalise),
            Route(new TopK(3), weights, renormalise)
        );
        ShouldBeEqual(
            Route(new RelativeThreshold(0.5, Trained), weights, renormalise),
            Route(RoutingPolicy.Trained, weights, renormalise)
        );
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_mass_of_1_skips_none_and_of_0_leaves_one(SkippedWeights weights, bool renormalise)
    {
        using var scope = NewDisposeScope();
        ShouldBeEqual(
            Route(new CumulativeMass(1), weights, renormalise),
            Route(RoutingPolicy.Trained, weights, renormalise)
        );
        ShouldBeEqual(Route(new CumulativeMass(1, 7), weights, renormalise), Route(new TopK(7), weights, renormalise));
        ShouldBeEqual(Route(new CumulativeMass(0), weights, renormalise), Route(new TopK(1), weights, renormalise));
    }

    [Fact]
    public void Scores_decide_how_many_experts_a_token_uses()
    {
        using var scope = NewDisposeScope();
        var scores = tensor(new[] { 0.50f, 0.26f, 0.14f, 0.10f, 0.25f, 0.25f, 0.25f, 0.25f }, [2, 4]);
        var router = new Router(new RouterRule(4, 4, Scoring.Softmax), eye(4), bias: null);
        long[] Chosen(AdaptivePolicy policy) =>
            router.Route(scores.log(), new LayerRouting(4) { Adaptive = policy }).Experts.data<long>().ToArray();
        Chosen(new RelativeThreshold(0.5)).ShouldBe([0, 1, -1, -1, 0, 1, 2, 3]);
        Chosen(new RelativeThreshold(0.9, 2)).ShouldBe([0, 1, -1, -1, 0, 1, 2, 3]);
        Chosen(new CumulativeMass(0.7)).ShouldBe([0, 1, -1, -1, 0, 1, 2, -1]);
        Chosen(new CumulativeMass(0.4)).ShouldBe([0, -1, -1, -1, 0, 1, -1, -1]);
    }

    [Fact]
    public void Ties_with_the_best_stay_at_a_threshold_of_1()
    {
        using var scope = NewDisposeScope();
        var router = new Router(new RouterRule(4, 3, Scoring.Softmax), eye(4), bias: null);
        var tied = tensor(new[] { 1f, 3f, 3f, 0f }, [1, 4]);
        router
            .Route(tied, new LayerRouting(3) { Adaptive = new RelativeThreshold(1) })
            .Experts.data<long>()
            .ToArray()
            .ShouldBe([1, 2, -1]);
    }

    [Fact]
    public void What_is_skipped_is_neither_computed_nor_multiplied()
    {
        using var scope = NewDisposeScope();
        var (gateUp, down) = (randn(4, 6, 4), randn(4, 4, 3));
        gateUp.narrow(0, 1, 3).fill_(float.NaN);
        using var experts = new RoutedExperts(gateUp, down);
        var layer = new MoeLayer(
            new Router(new RouterRule(4, 3, Scoring.Softmax), eye(4), bias: null),
            experts,
            shared: null
        );
        var x = tensor(new[] { 9f, 1f, 0f, 0f }, [1, 4]); // expert 0 by far; the others are poison
        var adaptive = new LayerRouting(3) { Adaptive = new RelativeThreshold(0.5) };
        var alone = layer.Forward(x, routing: new LayerRouting(1));
        layer.Forward(x, routing: adaptive).isnan().any().item<bool>().ShouldBeFalse();
        var branches = layer.Branch(
            x,
            0,
            [new LayerRouting(1), adaptive, adaptive with { Adaptive = new CumulativeMass(0.9) }]
        );
        branches.ShouldAllBe(y => (y - alone).abs().max().item<float>() < 1e-6);
        layer.Forward(x, routing: new LayerRouting(3)).isnan().all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void A_policy_of_the_callers_own_sees_the_whole_batch()
    {
        using var scope = NewDisposeScope();
        var router = new Router(new RouterRule(4, 2, Scoring.Softmax), eye(4), bias: null);
        var x = tensor(new[] { 3f, 2f, 1f, 0f, 0f, 3f, 2f, 1f, 2f, 0f, 1f, 3f }, [3, 4]); // best two: 0 1, 1 2, 3 0
        var chosen = router
            .Route(x, new LayerRouting(2) { Adaptive = new OnlyFirstChoices() })
            .Experts.data<long>()
            .ToArray();
        chosen.ShouldBe([0, 1, 1, -1, 3, 0]); // 2 is nobody's first choice
    }

    private static ExpertAssignment Route(RoutingPolicy policy, SkippedWeights weights, bool renormalise)
    {
        using var generator = new Generator(11);
        var x = randn(64, Experts, generator: generator);
        var router = new Router(
            new RouterRule(Experts, Trained, Scoring.Softmax) { Renormalise = renormalise, Scale = 2 },
            eye(Experts),
            bias: null
        );
        return router.Route(
            x,
            new LayerRouting(policy.ActiveExperts(1, Trained)[0])
            {
                Weights = weights,
                Adaptive = policy as AdaptivePolicy,
            }
        );
    }

    /// <summary>Equal but for skipped slots at the end.</summary>
    private static void ShouldBeEqual(ExpertAssignment actual, ExpertAssignment expected)
    {
        var k = expected.Experts.shape[1];
        actual.Experts.narrow(1, 0, k).equal(expected.Experts).all().item<bool>().ShouldBeTrue();
        actual.Experts.narrow(1, k, actual.Experts.shape[1] - k).eq(-1).all().item<bool>().ShouldBeTrue();
        (actual.Weights.narrow(1, 0, k) - expected.Weights).abs().max().item<float>().ShouldBeLessThan(1e-6f);
    }

    /// <summary>
    /// A batch-aware rule: besides its first choice a token uses only experts that are some token's first choice.
    /// </summary>
    private sealed record OnlyFirstChoices : AdaptivePolicy
    {
        protected override string Name => "first choices only";

        public override int[] ActiveExperts(int moeLayers, int trained) => [.. Enumerable.Repeat(trained, moeLayers)];

        public override Tensor Decide(RankedSlots slots) =>
            slots.Keep(slots.Experts.unsqueeze(-1).eq(slots.Experts.select(1, 0)).any(-1)); // [N, K, N] to [N, K]
    }
}
