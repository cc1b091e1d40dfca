using MoeNotebooks.Errors;
using MoeNotebooks.Performance;

namespace MoeNotebooks.Tests.Performance;

public sealed class LayerShapeTests
{
    [Fact]
    public void V2_Lites_26_mixtures_hold_the_published_number_of_parameters() =>
        // 64 experts and 2 shared ones of 3 * 2048 * 1408, and a router of 64 * 2048.
        LayerShape.V2Lite.Parameters.ShouldBe((66L * 3 * 2048 * 1408) + (64 * 2048));

    [Fact]
    public void The_dense_twin_does_the_same_work()
    {
        var twin = LayerShape.V2Lite.DenseTwin;
        twin.ExpertWidth.ShouldBe((6 * 1408) + 2816);
        new LayerCost(twin).Flops(3).ShouldBe(new LayerCost(LayerShape.V2Lite).Flops(3));
        twin.IsDense.ShouldBeTrue();
    }

    [Fact]
    public void A_divisor_that_leaves_a_rest_is_refused() =>
        Should
            .Throw<MoeUsageException>(() => LayerShape.V2Lite.Smaller(3))
            .Message.ShouldContain("3 does not divide 2048");
}
