using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;

namespace MoeNotebooks.Tests.Measurement;

public sealed class BatchEffectTests
{
    private static readonly LayerShape Mixture = new("mixture", 64, 32, 8, 2);

    [Fact]
    public void The_slowdown_is_the_median_of_the_repeats_quotients()
    {
        // a machine that is three times slower in the second repeat slows both layers, and no quotient
        LatencyPoint[] points = [Point(Mixture, 4, 2e-3, 6e-3, 2.2e-3), Point(Mixture.DenseTwin, 4, 1e-3, 3e-3, 1e-3)];
        var slowdown = BatchEffect.Slowdowns(points).ShouldHaveSingleItem();
        (slowdown.Factor, slowdown.Low, slowdown.High).ShouldBe((2, 2, 2.2));
    }

    [Fact]
    public void Saturation_is_the_first_batch_near_the_best()
    {
        LatencyPoint[] points =
        [
            Point(Mixture, 1, 10e-6),
            Point(Mixture, 2, 12e-6),
            Point(Mixture, 4, 22e-6),
            Point(Mixture, 8, 40e-6),
        ];
        BatchEffect.SaturatesAt(points).ShouldBe(2); // 10, 6, 5.5 and 5 µs per token
        BatchEffect.SaturatesAt(points, factor: 1.0).ShouldBe(8);
    }

    private static LatencyPoint Point(LayerShape shape, int tokens, params double[] seconds) =>
        new(shape, tokens, seconds, 1);
}
