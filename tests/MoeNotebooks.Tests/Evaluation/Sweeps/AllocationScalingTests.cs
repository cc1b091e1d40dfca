using CsCheck;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Evaluation.Sweeps;

public sealed class AllocationScalingTests
{
    private static readonly Gen<MoeShape> Shape = Gen.Select(Gen.Int[1, 60], Gen.Int[1, 12])
        .Select(pair => new MoeShape(pair.Item1, pair.Item2));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(6, 2)] // 5/25 of the way over 5 layers
    [InlineData(11, 3)]
    [InlineData(16, 3)]
    [InlineData(21, 4)]
    [InlineData(26, 5)]
    public void The_papers_peaks_on_a_model_of_five_layers(int published, int scaled) =>
        AllocationScaling
            .Scale(new(2, 4, 6, published), MoeShape.DeepSeekV2Lite, new(5, 6))
            .ShouldBe(new Allocation(2, 4, 6, scaled));

    [Fact]
    public void Experts_keep_their_share_of_the_trained_number() =>
        AllocationScaling.Scale(new(2, 4, 8, 61), MoeShape.DeepSeekV3, new(5, 6)).ShouldBe(new Allocation(2, 3, 6, 6));

    [Fact]
    public void The_same_shape_changes_nothing() =>
        Gen.Select(Shape, Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[1, 70])
            .Sample(
                (shape, b, h, e, p) =>
                    AllocationScaling.Scale(new(b, h, e, p), shape, shape).ShouldBe(new Allocation(b, h, e, p))
            );

    [Fact]
    public void Ends_stay_ends_order_stays_order_and_rounding_is_kept() =>
        Gen.Select(Shape, Shape, Gen.Int[1, 60], Gen.Int[1, 60])
            .Sample(
                (from, to, first, second) =>
                {
                    var (low, high) = (Scaled(Math.Min(first, second)), Scaled(Math.Max(first, second)));
                    low.P.ShouldBeLessThanOrEqualTo(high.P);
                    Scaled(1).P.ShouldBe(1);
                    Scaled(from.MoeLayers).P.ShouldBe(from.MoeLayers == 1 ? 1 : to.MoeLayers);
                    Scaled(from.MoeLayers + 1).P.ShouldBeGreaterThan(to.MoeLayers);
                    low.Rounding.ShouldBe(AllocationRounding.Up);

                    Allocation Scaled(int p) =>
                        AllocationScaling.Scale(new(1, 1, 1, p) { Rounding = AllocationRounding.Up }, from, to);
                }
            );
}
