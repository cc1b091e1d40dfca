using CsCheck;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>
/// Policies that look at all experts or all tokens of a step: identities, a plain reference, and that what they skip is
/// not computed.
/// </summary>
public sealed class StepPolicyTests : IDisposable
{
    private const int Tokens = 6;
    private static readonly Gen<(RouterRule Rule, int K, AdaptivePolicy Policy, bool Prune, int Seed)> Cases =
        from groups in Gen.OneOf(Gen.Const(1), Gen.Const(2), Gen.Const(4))
        from size in Gen.Int[1, 5]
        from top in Gen.Int[1, groups]
        from k in Gen.Int[1, size * top]
        from sigmoid in Gen.Bool
        from renormalise in Gen.Bool
        from prune in Gen.Bool
        from policy in Policies(k, groups * size)
        from seed in Gen.Int[0, 1 << 20]
        select (
            new RouterRule(groups * size, k, sigmoid ? Scoring.Sigmoid : Scoring.Softmax)
            {
                Groups = groups,
                TopGroups = top,
                GroupScore = sigmoid ? GroupScore.TopTwoSum : GroupScore.Maximum,
                SelectionBias = sigmoid,
                Renormalise = renormalise,
                Scale = 2.5,
            },
            k,
            policy,
            prune,
            seed
        );

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<bool, bool> Rules() => new MatrixTheoryData<bool, bool>([true, false], [true, false]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tensors_decide_as_plain_numbers_do() =>
        Cases.Sample(c => Compare(c.Rule, c.K, c.Policy, c.Prune, c.Seed), iter: 600, threads: 1);

    [Theory]
    [MemberData(nameof(Rules))]
    public void At_their_ends_they_are_top_k(bool sigmoid, bool renormalise)
    {
        using var scope = NewDisposeScope();
        var trained = Route(RoutingPolicy.Trained, sigmoid, renormalise);
        ShouldBeEqual(Route(new BatchPiggyback(5), sigmoid, renormalise), trained);
        ShouldBeEqual(Route(new BatchPiggyback(3, 3), sigmoid, renormalise), Route(new TopK(3), sigmoid, renormalise));
        ShouldBeEqual(Route(new BatchBudget(12), sigmoid, renormalise), trained);
        // Nothing is so similar
        ShouldBeEqual(Route(new SimilarityReroute(1, 1.01, [Similarity(12, 3)]), sigmoid, renormalise), trained);
        // Every expert is primary
        ShouldBeEqual(Route(new SimilarityReroute(5, -1, [Similarity(12, 3)]), sigmoid, renormalise), trained);
        ShouldBeEqual(Route(new EntropyBins([1.5], [5, 5]), sigmoid, renormalise), trained);
        ShouldBeEqual(
            Route(new EntropyBins([0], [1, 4]), sigmoid, renormalise),
            Route(new TopK(4), sigmoid, renormalise)
        );
        ShouldBeEqual(Route(new MedianRatio([0]), sigmoid, renormalise), trained);
        ShouldBeEqual(
            Route(new MedianRatio([0.4]), sigmoid, renormalise),
            Route(new RelativeThreshold(0.4), sigmoid, renormalise)
        );
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Experts_added_to_a_token_cost_the_step_none(bool sigmoid, bool renormalise)
    {
        using var scope = NewDisposeScope();
        var two = Used(Route(new TopK(2), sigmoid, renormalise, tokens: 3));
        var more = Route(new BatchPiggyback(2), sigmoid, renormalise, tokens: 3);
        Used(more).ShouldBe(two);
        more.Experts.ge(0).sum().item<long>().ShouldBeGreaterThan(2 * 3);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Re_routing_leaves_the_step_its_primary_experts_and_every_slot_its_weight(bool sigmoid, bool renormalise)
    {
        using var scope = NewDisposeScope();
        var rerouted = Route(new SimilarityReroute(1, -1, [Similarity(12, 5)]), sigmoid, renormalise, tokens: 3);
        Used(rerouted).ShouldBe(Used(Route(new TopK(1), sigmoid, renormalise, tokens: 3)));
        var trained = Route(RoutingPolicy.Trained, sigmoid, renormalise, tokens: 3);
        (rerouted.Weights - trained.Weights).abs().max().item<float>().ShouldBeLessThan(1e-6f);
        Used(trained).Length.ShouldBeGreaterThan(Used(rerouted).Length);
    }

    /// <summary>Tokens dealt out into steps decide as each step's tokens do by themselves.</summary>
    [Fact]
    public void A_step_of_some_tokens_is_those_tokens_alone()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var x = randn(10, 12, generator: generator);
        var router = new Router(new RouterRule(12, 5, Scoring.Softmax) { Renormalise = true }, eye(12), bias: null);
        AdaptivePolicy[] policies =
        [
            new BatchPiggyback(2),
            new BatchBudget(4),
            new SimilarityReroute(1, 0, [Similarity(12, 3)]),
        ];
        foreach (var policy in policies)
        {
            // 10 tokens in 3 steps
            var dealt = router.Route(x, new LayerRouting(5) { Adaptive = policy, StepTokens = 4 });
            for (var step = 0; step < 3; step++)
            {
                var places = tensor(
                    Enumerable.Range(0, 10).Where(i => (i + 1) % 3 == step).Select(i => (long)i).ToArray()
                );
                var alone = router.Route(x.index_select(0, places), new LayerRouting(5) { Adaptive = policy });
                dealt
                    .Experts.index_select(0, places)
                    .equal(alone.Experts)
                    .all()
                    .item<bool>()
                    .ShouldBeTrue(policy.ToString());
                dealt
                    .Weights.index_select(0, places)
                    .equal(alone.Weights)
                    .all()
                    .item<bool>()
                    .ShouldBeTrue(policy.ToString());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_budget_holds_but_for_first_choices(bool sigmoid, bool renormalise)
    {
        using var scope = NewDisposeScope();
        var routed = Route(new BatchBudget(4), sigmoid, renormalise);
        var firsts = routed.Experts.select(1, 0).data<long>().ToArray();
        firsts.ShouldBe(Route(RoutingPolicy.Trained, sigmoid, renormalise).Experts.select(1, 0).data<long>().ToArray());
        Used(routed).Except(firsts).Count().ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public void The_surer_a_router_the_fewer_experts_by_entropy()
    {
        using var scope = NewDisposeScope();
        var router = new Router(new RouterRule(4, 4, Scoring.Softmax), eye(4), bias: null);
        // Entropies near 0, ln 2 and ln 4
        var logits = tensor(new[] { 9f, 0f, 0f, 0f, 5f, 5f, 0f, 0f, 1f, 1f, 1f, 1f }, [3, 4]);
        var chosen = router
            .Route(logits, new LayerRouting(4) { Adaptive = new EntropyBins([0.5, 1], [1, 2, 4]) })
            .Experts;
        chosen.data<long>().ToArray().ShouldBe([0, -1, -1, -1, 0, 1, -1, -1, 0, 1, 2, 3]);
    }

    [Fact]
    public void What_is_skipped_is_never_computed()
    {
        using var scope = NewDisposeScope();
        var (gateUp, down) = (randn(4, 6, 4), randn(4, 4, 3));
        gateUp[3].fill_(float.NaN);
        using var experts = new RoutedExperts(gateUp, down);
        var layer = new MoeLayer(
            new Router(new RouterRule(4, 3, Scoring.Softmax), eye(4), bias: null),
            experts,
            shared: null
        );
        var x = tensor(new[] { 6f, 3f, 0f, 1f, 3f, 6f, 0f, 1f }, [2, 4]); // 3 is every token's third choice, and poison
        AdaptivePolicy[] policies =
        [
            new MedianRatio([0.02]),
            new EntropyBins([9], [2, 3]),
            new BatchPiggyback(1),
            new BatchBudget(2),
            new SimilarityReroute(2, -1, [Enumerable.Repeat(0.5, 16).ToArray()]),
        ];
        LayerRouting[] routings = [.. policies.Select(policy => new LayerRouting(3) { Adaptive = policy })];
        routings.ShouldAllBe(routing => !layer.Forward(x, 0, routing).isnan().any().item<bool>());
        layer.Branch(x, 0, routings).ShouldAllBe(y => !y.isnan().any().item<bool>());
        layer.Forward(x, routing: new LayerRouting(3)).isnan().all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Numbers_that_do_not_fit_a_model_are_refused()
    {
        Should
            .Throw<MoeUsageException>(() => new MedianRatio([0.5]).ActiveExperts(2, 6))
            .Message.ShouldContain("has 1 numbers; the model has 2 MoE layers");
        Should
            .Throw<MoeUsageException>(() => new BatchPiggyback(7).ActiveExperts(2, 6))
            .Message.ShouldContain("is 7; a token uses at most 6");
        new BatchBudget(3).Notice(2)!.ShouldContain("all tokens that run together");
    }

    [Fact]
    public void The_median_ratio_skips_half_of_what_follows_the_first_choice()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        int[][] sequences =
        [
            [1, 2, 3, 4, 5, 6, 7],
            [8, 9, 10],
        ];
        var policy = Calibration.MedianRatio(model, sequences, cancellation: TestContext.Current.CancellationToken);
        using var scope = NewDisposeScope();
        // Later layers see what the first has changed
        var (seen, first) = (new RecordingObserver(), model.MoeLayers[0]);
        model.Forward(
            tensor(sequences[0].Select(id => (long)id).ToArray()).unsqueeze(0),
            policy: policy,
            observer: seen
        );
        var used = seen.Experts[first].ge(0).sum().item<long>();
        model.Forward(
            tensor(sequences[1].Select(id => (long)id).ToArray()).unsqueeze(0),
            policy: policy,
            observer: seen
        );
        used += seen.Experts[first].ge(0).sum().item<long>();
        // 10 tokens have 20 slots after the first; an even number leaves none at the median itself
        used.ShouldBe(10 + 10);
    }

    [Fact]
    public void Similarity_is_the_mean_cosine_of_what_two_experts_give_for_a_token()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        int[][] sequences =
        [
            [1, 2, 3, 4, 5, 6, 7],
            [8, 9, 10],
        ];
        var policy = Calibration.Similarity(
            model,
            sequences,
            2,
            0.5,
            cancellation: TestContext.Current.CancellationToken
        );
        policy.Similarity.Count.ShouldBe(model.MoeLayers.Count);
        var experts = model.Config.Moe.Router.Experts;
        for (var e = 0; e < experts; e++)
        {
            policy.Similarity[0][(e * experts) + e].ShouldBe(1, 1e-4);
            policy.Similarity[1][(e * experts) + 2].ShouldBe(policy.Similarity[1][(2 * experts) + e]);
        }

        using var scope = NewDisposeScope();
        var seen = new Outputs();
        foreach (var sequence in sequences)
        {
            using var context = new AttentionContext();
            model.Hidden(
                tensor(sequence.Select(id => (long)id).ToArray()).unsqueeze(0),
                context,
                model.Route(null, observer: seen)
            );
        }

        // a token that uses both experts as trained shows the same cosine that went into the mean
        var (a, b, cosine) = seen.First(model.MoeLayers[0]);
        var alone = Calibration.Similarity(
            model,
            [
                [1],
            ],
            2,
            0.5,
            cancellation: TestContext.Current.CancellationToken
        );
        alone.Similarity[0][(a * experts) + b].ShouldBe(cosine, 2e-4);
        RoutingPolicyJson.Read(RoutingPolicyJson.Write(policy)).ShouldBe(policy);
    }

    /// <summary>
    /// Keeps the first token's first two experts of each layer, and the cosine between what they give.
    /// </summary>
    private sealed class Outputs : IExpertObserver
    {
        private readonly Dictionary<int, (int A, int B, double Cosine)> _first = [];

        public (int A, int B, double Cosine) First(int layer) => _first[layer];

        public void Observe(int layer, Tensor experts, Tensor weights) { }

        public void ObserveOutputs(int layer, ExpertActivity activity)
        {
            var (a, b) = (
                activity.Outputs[0][0].data<float>().ToArray(),
                activity.Outputs[0][1].data<float>().ToArray()
            );
            double Dot(float[] x, float[] y) => x.Zip(y, (p, q) => (double)p * q).Sum();
            _first.TryAdd(
                layer,
                (
                    (int)activity.Experts[0][0].item<long>(),
                    (int)activity.Experts[0][1].item<long>(),
                    Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b))
                )
            );
        }
    }

    private static Gen<AdaptivePolicy> Policies(int k, int experts) =>
        Gen.OneOf(
            Gen.Double[0, 1].Select(beta => (AdaptivePolicy)new MedianRatio([beta])),
            Gen.Select(Gen.Double[0.1, 2], Gen.Int[1, k], (t, low) =>
                (AdaptivePolicy)new EntropyBins([t, t + 0.4], [low, k, Math.Max(1, k - 1)])
            ),
            Gen.Int[1, k].Select(k0 => (AdaptivePolicy)new BatchPiggyback(k0, k)),
            Gen.Select(Gen.Int[1, k], Gen.Double[-1, 1.2], Gen.Int[0, 999], (k0, rho, seed) =>
                (AdaptivePolicy)new SimilarityReroute(k0, rho, [Similarity(experts, seed)])
            ),
            Gen.Int[1, 8].Select(b => (AdaptivePolicy)new BatchBudget(b))
        );

    private static double[] Similarity(int experts, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, experts * experts)
                .Select(i => i % (experts + 1) == 0 ? 1 : Math.Round((2 * random.NextDouble()) - 1, 4)),
        ];
    }

    private static bool Compare(RouterRule rule, int k, AdaptivePolicy policy, bool prune, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        // The router's weight is the identity, so x are its outputs
        var x = randn(Tokens, rule.Experts, generator: generator);
        var bias = rule.SelectionBias ? randn(rule.Experts, generator: generator) : null;
        int[]? kept = prune
            ? [.. Enumerable.Range(0, rule.Experts).Where(e => e == seed % rule.Experts || ((seed >> e) & 1) == 1)]
            : null;
        var step = new PlainStep(
            rule,
            kept is null ? [] : [.. Enumerable.Range(0, rule.Experts).Select(kept.Contains)],
            k
        );
        for (var row = 0; row < Tokens; row++)
        {
            step.Add(x[row].data<float>().ToArray(), bias?.data<float>().ToArray() ?? []);
        }

        var routed = new Router(rule, eye(rule.Experts), bias).Route(
            x,
            new LayerRouting(k) { Adaptive = policy, Kept = kept }
        );
        foreach (var (row, (experts, weights)) in step.Decide(policy).Index())
        {
            routed.Experts[row].data<long>().ToArray().ShouldBe(experts.Select(e => (long)e), $"{policy}, token {row}");
            foreach (var (actual, expected) in routed.Weights[row].data<float>().ToArray().Zip(weights))
            {
                actual.ShouldBe(expected, 1e-4f * Math.Max(1, Math.Abs(expected)));
            }
        }

        return true;
    }

    private static ExpertAssignment Route(RoutingPolicy policy, bool sigmoid, bool renormalise, int tokens = 64)
    {
        using var generator = new Generator(11);
        var x = randn(tokens, 12, generator: generator);
        var rule = new RouterRule(12, 5, sigmoid ? Scoring.Sigmoid : Scoring.Softmax)
        {
            Renormalise = renormalise,
            Scale = 2,
        };
        return new Router(rule, eye(12), bias: null).Route(
            x,
            new LayerRouting(policy.ActiveExperts(1, 5)[0]) { Adaptive = policy as AdaptivePolicy }
        );
    }

    private static long[] Used(ExpertAssignment routed) =>
        [.. routed.Experts.data<long>().ToArray().Where(e => e >= 0).Distinct().Order()];

    /// <summary>Equal but for skipped slots at the end.</summary>
    private static void ShouldBeEqual(ExpertAssignment actual, ExpertAssignment expected)
    {
        var k = expected.Experts.shape[1];
        actual.Experts.narrow(1, 0, k).equal(expected.Experts).all().item<bool>().ShouldBeTrue();
        actual.Experts.narrow(1, k, actual.Experts.shape[1] - k).eq(-1).all().item<bool>().ShouldBeTrue();
        (actual.Weights.narrow(1, 0, k) - expected.Weights).abs().max().item<float>().ShouldBeLessThan(1e-6f);
    }
}
