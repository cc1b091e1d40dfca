using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Routing;

/// <summary>What each policy is called, how many experts it may use, what it refuses and what it wants known.</summary>
public sealed class RoutingPolicyTests
{
    public static TheoryData<RoutingPolicy, string, int[]> Named =>
        new()
        {
            { RoutingPolicy.Trained, "trained", [4, 4] },
            {
                new TopK(2) { Weights = SkippedWeights.RescaleToOriginalMass },
                "k=2, weights rescaled to the original mass",
                [2, 2]
            },
            { new PerLayer([1, 3]), "k=[1,3]", [1, 3] },
            { new Allocation(6, 4, 2, 3), "(6,4,2,3)", [6, 5] },
            {
                new Allocation(6, 4, 2, 1) { Rounding = AllocationRounding.HalfUp },
                "(6,4,2,1), halves rounded up",
                [6, 2]
            },
            {
                new Allocation(6, 4, 2, 1) { Rounding = AllocationRounding.Down },
                "(6,4,2,1), rounded down",
                [6, 2]
            },
            {
                new Allocation(6, 4, 2, 1) { Rounding = AllocationRounding.Up },
                "(6,4,2,1), rounded up",
                [6, 2]
            },
            { new RelativeThreshold(0.4, 4), "threshold 0.4, at least 4", [4, 4] },
            { new CumulativeMass(0.9), "mass 0.9", [4, 4] },
            { new CumulativeMass(0.9, 6), "mass 0.9, at most 6", [6, 6] },
            { new MedianRatio([0.5, 0.25]), "median ratio [0.5,0.25]", [4, 4] },
            { new EntropyBins([1.3, 2], [2, 8, 4]), "entropy [1.3,2] gives [2,8,4]", [8, 8] },
            { new BatchPiggyback(4), "own 4 and those of the step", [4, 4] },
            { new BatchPiggyback(2, 6), "own 2 and those of the step, at most 6", [6, 6] },
            { new BatchBudget(24), "the step's 24 weightiest", [4, 4] },
            {
                new SimilarityReroute(
                    2,
                    0.5,
                    [
                        [1, 0, 0, 1],
                        [1, 0.5, 0.5, 1],
                    ]
                ),
                "re-routed to the step's own 2 from a similarity of 0.5 (0885f662)",
                [4, 4]
            },
        };

    public static TheoryData<Func<RoutingPolicy>, string> Impossible =>
        new()
        {
            { () => new TopK(0), "k: is 0; a token uses at least 1 expert" },
            { () => new PerLayer([1, 0]), "k of MoE layer 2: is 0; a token uses at least 1 expert" },
            { () => new Allocation(0, 1, 1, 1), "b: is 0; a token uses at least 1 expert" },
            { () => new Allocation(1, 0, 1, 1), "h: is 0; a token uses at least 1 expert" },
            { () => new Allocation(1, 1, 0, 1), "e: is 0; a token uses at least 1 expert" },
            { () => new Allocation(1, 1, 1, 0), "p: is 0; layers are counted from 1" },
            { () => new RelativeThreshold(1.5), "t: is 1.5; a threshold is from 0 to 1" },
            { () => new RelativeThreshold(-0.5), "t: is -0.5; a threshold is from 0 to 1" },
            { () => new RelativeThreshold(0, 0), "kMin: is 0; a token uses at least 1 expert" },
            { () => new CumulativeMass(1.5), "p: is 1.5; a mass is from 0 to 1" },
            { () => new CumulativeMass(-0.5), "p: is -0.5; a mass is from 0 to 1" },
            { () => new CumulativeMass(1, 0), "kMax: is 0; a token uses at least 1 expert" },
            { () => new MedianRatio([1, 1.5]), "beta of MoE layer 2: is 1.5; a ratio is from 0 to 1" },
            { () => new MedianRatio([0, -0.5]), "beta of MoE layer 2: is -0.5; a ratio is from 0 to 1" },
            { () => new EntropyBins([], [1]), "thresholds: are []; at least one is needed, from 0 on and ascending" },
            {
                () => new EntropyBins([1, 1], [1, 2, 3]),
                "thresholds: are [1, 1]; at least one is needed, from 0 on and ascending"
            },
            {
                () => new EntropyBins([-1, 1], [1, 2, 3]),
                "thresholds: are [-1, 1]; at least one is needed, from 0 on and ascending"
            },
            {
                () => new EntropyBins([0, double.PositiveInfinity], [1, 2, 3]),
                "thresholds: are [0, Infinity]; at least one is needed, from 0 on and ascending"
            },
            { () => new EntropyBins([0, 1], [1, 2]), "ks: has 2 numbers; 2 thresholds part 3 bins" },
            { () => new EntropyBins([0], [1, 0]), "k of bin 2: is 0; a token uses at least 1 expert" },
            { () => new BatchPiggyback(0), "k0: is 0; a token uses at least 1 expert" },
            { () => new BatchPiggyback(1, 0), "kMax: is 0; a token uses at least 1 expert" },
            { () => new SimilarityReroute(0, 0.5, []), "k0: is 0; a token uses at least 1 expert" },
            { () => new SimilarityReroute(1, double.NaN, []), "rho: is not a number" },
            {
                () =>
                    new SimilarityReroute(
                        1,
                        0.5,
                        [
                            [1],
                            [1, 0],
                        ]
                    ),
                "similarity of MoE layer 2: has 2 numbers; it is a square of numbers from -1 to 1"
            },
            {
                () =>
                    new SimilarityReroute(
                        1,
                        0.5,
                        [
                            [1.5],
                        ]
                    ),
                "similarity of MoE layer 1: has 1 numbers; it is a square of numbers from -1 to 1"
            },
            { () => new BatchBudget(0), "b: is 0; a token uses at least 1 expert" },
        };

    public static TheoryData<RoutingPolicy, string> Unfit =>
        new()
        {
            { new PerLayer([1, 2, 3]), "k per layer: has 3 numbers; the model has 2 MoE layers" },
            { new MedianRatio([1]), "beta: has 1 numbers; the model has 2 MoE layers" },
            { new RelativeThreshold(0.5, 5), "kMin: is 5; the model was trained with 4 experts per token" },
            { new BatchPiggyback(5), "k0: is 5; a token uses at most 4 experts" },
            {
                new SimilarityReroute(
                    1,
                    0.5,
                    [
                        [1],
                    ]
                ),
                "similarity: has 1 layers; the model has 2 MoE layers"
            },
            {
                new SimilarityReroute(
                    5,
                    0.5,
                    [
                        [1],
                        [1],
                    ]
                ),
                "k0: is 5; a token uses at most 4 experts"
            },
            { new BatchPiggyback(3, 2), "k0: is 3; a token uses at most 2 experts" },
        };

    [Theory]
    [MemberData(nameof(Named), DisableDiscoveryEnumeration = true)]
    public void A_policy_has_its_name_and_its_numbers_for_two_layers_trained_with_four(
        RoutingPolicy policy,
        string name,
        int[] active
    )
    {
        policy.ToString().ShouldBe(name);
        policy.ActiveExperts(2, 4).ShouldBe(active);
    }

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void A_policy_that_cannot_be_says_why(Func<RoutingPolicy> create, string problem) =>
        Should.Throw<MoeUsageException>(create).Message.ShouldBe(problem);

    [Theory]
    [MemberData(nameof(Unfit), DisableDiscoveryEnumeration = true)]
    public void A_policy_that_does_not_fit_a_model_says_why(RoutingPolicy policy, string problem) =>
        Should.Throw<MoeUsageException>(() => policy.ActiveExperts(2, 4)).Message.ShouldBe(problem);

    [Fact]
    public void Ends_of_a_range_belong_to_it()
    {
        new RelativeThreshold(0).T.ShouldBe(0);
        new RelativeThreshold(1).T.ShouldBe(1);
        new CumulativeMass(0).P.ShouldBe(0);
        new CumulativeMass(1).P.ShouldBe(1);
        new MedianRatio([0, 1]).Beta.ShouldBe([0, 1]);
        new EntropyBins([0], [1, 2]).Thresholds.ShouldBe([0]);
    }

    [Fact]
    public void Only_what_looks_at_a_whole_step_wants_it_known()
    {
        new BatchBudget(8).Notice(2).ShouldBe(new BatchPiggyback(1).Notice(2));
        new BatchBudget(8)
            .Notice(2)!
            .ShouldStartWith(
                "this policy decides over all tokens that run together: in other batches, or token by token, the same text can use other experts, so that its answers are not kept in a store; "
            );
        new BatchBudget(8)
            .Notice(2)!
            .ShouldEndWith("while a prompt is read at once, later tokens change what earlier ones use");
        new TopK(2).Notice(2).ShouldBeNull();
        new CumulativeMass(0.5).Notice(2).ShouldBeNull();
        new Allocation(6, 4, 2, 3)
            .Notice(2)
            .ShouldBe(
                "allocation (6,4,2,3): p = 3 lies beyond the last of 2 MoE layers: h = 4 is aimed at and not reached, e = 2 is not used"
            );
        new Allocation(6, 4, 2, 2).Notice(2).ShouldBeNull();
    }

    [Fact]
    public void Equal_lists_make_equal_policies_with_equal_hashes()
    {
        new MedianRatio([0.5]).GetHashCode().ShouldBe(new MedianRatio([0.5]).GetHashCode());
        new EntropyBins([1], [2, 3]).GetHashCode().ShouldBe(new EntropyBins([1], [2, 3]).GetHashCode());
        new EntropyBins([1], [2, 3]).ShouldNotBe(new EntropyBins([2], [2, 3]));
        RoutingPolicy[] lists = [new PerLayer([1]), new MedianRatio([1]), new EntropyBins([1], [1, 2])];
        lists
            .Select(policy => policy with { Weights = SkippedWeights.Keep })
            .Zip(lists)
            .ShouldAllBe(pair => !pair.First.Equals(pair.Second));
    }

    [Fact]
    public void An_allocation_is_read_from_four_whole_numbers()
    {
        Allocation.Parse("(6,4,2,3)").ShouldBe(new Allocation(6, 4, 2, 3));
        Should
            .Throw<MoeUsageException>(() => Allocation.Parse("6,4,2,3,1"))
            .Message.ShouldBe("allocation: is '6,4,2,3,1'; it is four whole numbers from 1 on: b,h,e,p");
    }

    [Fact]
    public void A_layer_always_keeps_an_expert() =>
        new Allocation(1, 1, 1, 2) { Rounding = AllocationRounding.Down }
            .ActiveExperts(4, 2)
            .ShouldBe([1, 1, 1, 1]);
}
