using CsCheck;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>The router on tensors against the same rule on plain spans.</summary>
public sealed class RouterTests
{
    private static readonly Gen<(RouterRule Rule, LayerRouting Routing, int Seed)> Cases =
        from groups in Gen.OneOf(Gen.Const(1), Gen.Const(2), Gen.Const(4))
        from size in Gen.Int[1, 5]
        from top in Gen.Int[1, groups]
        from k in Gen.Int[1, size * top]
        from trained in Gen.Int[1, size * top]
        from sigmoid in Gen.Bool
        from renormalise in Gen.Bool
        from prune in Gen.Bool
        from adaptive in Adaptive
        from weights in Gen.Enum<SkippedWeights>()
        from seed in Gen.Int[0, 1 << 20]
        select (
            new RouterRule(groups * size, trained, sigmoid ? Scoring.Sigmoid : Scoring.Softmax)
            {
                Groups = groups,
                TopGroups = top,
                GroupScore = sigmoid ? GroupScore.TopTwoSum : GroupScore.Maximum,
                SelectionBias = sigmoid,
                Renormalise = renormalise,
                Scale = 2.5,
            },
            new LayerRouting(k)
            {
                Weights = weights,
                Adaptive = adaptive,
                Kept = prune
                    ?
                    [
                        .. Enumerable
                            .Range(0, groups * size)
                            .Where(e => e == seed % (groups * size) || ((seed >> e) & 1) == 1),
                    ]
                    : null,
            },
            seed
        );

    private static Gen<AdaptivePolicy?> Adaptive =>
        Gen.OneOf(
            Gen.Const((AdaptivePolicy?)null),
            Gen.Select(Gen.Double[0, 1], Gen.Int[1, 3], (t, kMin) => (AdaptivePolicy?)new RelativeThreshold(t, kMin)),
            Gen.Double[0, 1].Select(p => (AdaptivePolicy?)new CumulativeMass(p))
        );

    [Fact]
    public void Tensors_and_spans_decide_the_same() =>
        Cases.Sample(c => Compare(c.Rule, c.Routing, c.Seed), iter: 600, threads: 1);

    [Fact]
    public void Ties_go_to_the_lower_index()
    {
        using var scope = NewDisposeScope();
        var router = new Router(new RouterRule(8, 3, Scoring.Softmax), zeros(8, 4), bias: null);
        var assignment = router.Route(randn(2, 4), new LayerRouting(3));
        assignment.Experts.data<long>().ToArray().ShouldBe([0, 1, 2, 0, 1, 2]);
        assignment.Weights.data<float>().ToArray().ShouldAllBe(w => Math.Abs(w - 0.125f) < 1e-6);
    }

    [Fact]
    public void A_token_with_fewer_kept_experts_than_k_has_skipped_slots_of_no_weight()
    {
        using var scope = NewDisposeScope();
        var router = new Router(new RouterRule(8, 3, Scoring.Softmax) { Renormalise = true }, randn(8, 4), bias: null);
        var assignment = router.Route(randn(1, 4), new LayerRouting(3) { Kept = [5] });
        assignment.Experts.data<long>().ToArray().ShouldBe([5, -1, -1]);
        assignment.Weights.data<float>().ToArray().ShouldBe([1, 0, 0]);
    }

    [Fact]
    public void Sigmoid_scores_that_all_underflow_give_no_nan()
    {
        using var scope = NewDisposeScope();
        var router = new Router(
            new RouterRule(4, 2, Scoring.Sigmoid) { Renormalise = true },
            full([4, 1], -1f),
            bias: null
        );
        router.Route(full([1, 1], 200f), new LayerRouting(2)).Weights.data<float>().ToArray().ShouldBe([0, 0]);
    }

    [Fact]
    public void A_token_whose_groups_hold_no_kept_expert_asks_no_policy_and_has_no_expert() =>
        Compare(
                new RouterRule(8, 1, Scoring.Sigmoid)
                {
                    Groups = 4,
                    TopGroups = 1,
                    GroupScore = GroupScore.TopTwoSum,
                    SelectionBias = true,
                    Scale = 2.5,
                },
                new LayerRouting(2)
                {
                    Weights = SkippedWeights.Renormalise,
                    Adaptive = new RelativeThreshold(0.8, 3),
                    Kept = [4],
                },
                seed: 786820
            )
            .ShouldBeTrue();

    [Theory]
    [InlineData(false, SkippedWeights.ArchitectureDefault, 0.5f)]
    [InlineData(false, SkippedWeights.Keep, 0.5f)]
    [InlineData(false, SkippedWeights.Renormalise, 1f)]
    [InlineData(false, SkippedWeights.RescaleToOriginalMass, 0.75f)]
    [InlineData(true, SkippedWeights.ArchitectureDefault, 1f)]
    [InlineData(true, SkippedWeights.Keep, 0.5f / 0.75f)]
    [InlineData(true, SkippedWeights.RescaleToOriginalMass, 1f)]
    public void One_of_two_experts_has_the_weight_that_the_rule_says(
        bool renormalise,
        SkippedWeights rule,
        float expected
    )
    {
        using var scope = NewDisposeScope();
        var scores = tensor([MathF.Log(0.5f), MathF.Log(0.25f), MathF.Log(0.15f), MathF.Log(0.1f)]).unsqueeze(0);
        var router = new Router(
            new RouterRule(4, 2, Scoring.Softmax) { Renormalise = renormalise, Scale = 2 },
            eye(4),
            bias: null
        );
        router
            .Route(scores, new LayerRouting(1) { Weights = rule })
            .Weights.item<float>()
            .ShouldBe(2 * expected, 1e-5f);
    }

    private static bool Compare(RouterRule rule, LayerRouting routing, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        // The router's weight is the identity, so x are its outputs
        var x = randn(3, rule.Experts, generator: generator);
        var bias = rule.SelectionBias ? randn(rule.Experts, generator: generator) : null;
        var assignment = new Router(rule, eye(rule.Experts), bias).Route(x, routing);
        for (var row = 0; row < 3; row++)
        {
            var (experts, weights) = (new int[routing.K], new float[routing.K]);
            bool[] kept = routing.Kept is { } list ? [.. Enumerable.Range(0, rule.Experts).Select(list.Contains)] : [];
            TokenRouting.Assign(
                rule,
                x[row].data<float>().ToArray(),
                bias?.data<float>().ToArray() ?? [],
                kept,
                routing.Weights,
                experts,
                weights,
                PlainChoice.Of(routing.Adaptive)
            );
            assignment.Experts[row].data<long>().ToArray().ShouldBe(experts.Select(e => (long)e));
            foreach (var (actual, expected) in assignment.Weights[row].data<float>().ToArray().Zip(weights))
            {
                actual.ShouldBe(expected, 1e-4f * Math.Max(1, Math.Abs(expected)));
            }
        }

        return true;
    }
}
