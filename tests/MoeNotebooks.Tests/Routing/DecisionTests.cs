using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Routing;

/// <summary>What policies decide for scores written down here: on their very limits, and layer by layer.</summary>
public sealed class DecisionTests
{
    [Fact]
    public void A_mass_that_is_reached_exactly_is_enough() =>
        Decide(new CumulativeMass(0.5), 0, 0.5f, 0.25f, 0.25f).ShouldBe([0, -1, -1]);

    [Fact]
    public void An_entropy_equal_to_a_threshold_belongs_to_the_bin_above_it() =>
        Decide(new EntropyBins([0], [1, 2]), 0, 1, 0, 0).ShouldBe([0, 1, -1]);

    [Fact]
    public void Each_layer_has_its_own_median_ratio()
    {
        var policy = new MedianRatio([0.25, 0.75]);
        Decide(policy, 0, 0.5f, 0.25f, 0.0625f).ShouldBe([0, 1, -1]);
        Decide(policy, 1, 0.5f, 0.25f, 0.0625f).ShouldBe([0, -1, -1]);
    }

    private static long[] Decide(AdaptivePolicy policy, int layer, params float[] scores)
    {
        using var scope = NewDisposeScope();
        Tensor row = tensor(scores).unsqueeze(0),
            experts = arange(scores.Length).unsqueeze(0); // [1, K]
        return policy
            .Decide(new(experts, row, row, row, layer, new(scores.Length, scores.Length, Scoring.Softmax)))
            .data<long>()
            .ToArray();
    }
}
