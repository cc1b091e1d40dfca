using MoeNotebooks.Pruning;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

public sealed class WeightRatiosTests
{
    [Fact]
    public void Betas_are_the_medians_of_what_slots_weigh_beside_their_tokens_weightiest()
    {
        var ratios = new WeightRatios();
        var before = LiveTensors.Count;
        Observe(
            ratios,
            5,
            new float[,]
            {
                { 0.8f, 0.4f, 0.2f },
            }
        ); // 0.5, 0.25
        Observe(
            ratios,
            2,
            new float[,]
            {
                { 1, 0.5f },
                { 1, 0.25f },
                { 2, 0.25f },
            }
        ); // 0.5, 0.25, 0.125
        Observe(
            ratios,
            5,
            new float[,]
            {
                { 1, 0.75f, 0 },
            }
        ); // 0.75, 0
        Observe(
            ratios,
            7,
            new float[,]
            {
                { 0.1f, 0.4f },
            }
        ); // the weightiest need not come first: 1
        Observe(
            ratios,
            8,
            new float[,]
            {
                { 0, 0 },
            }
        ); // a token that weighs nothing
        Observe(
            ratios,
            9,
            new float[,]
            {
                { 0.3f },
                { 0.6f },
            }
        ); // one slot: nothing after the first
        ratios.Policy().Beta.ShouldBe([0.25, 0.375, 1, 0, 0]); // by layer
        LiveTensors.Count.ShouldBe(before);
    }

    private static void Observe(WeightRatios ratios, int layer, float[,] weights)
    {
        using var scope = NewDisposeScope();
        ratios.Observe(
            layer,
            zeros(weights.GetLength(0), weights.GetLength(1), dtype: ScalarType.Int64),
            tensor(weights)
        );
    }
}
