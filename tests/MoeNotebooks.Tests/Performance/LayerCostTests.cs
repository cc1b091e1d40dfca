using MoeNotebooks.Performance;

namespace MoeNotebooks.Tests.Performance;

public sealed class LayerCostTests
{
    [Fact]
    public void A_dense_layer_is_equation_3()
    {
        var dense = new LayerShape("dense", 128, 512, 1, 1);
        var unit = new GluCost(128, 512);
        foreach (var tokens in new[] { 1, 10, 1000 })
        {
            new LayerCost(dense).Elements(tokens).ShouldBe(unit.Elements(tokens));
            new LayerCost(dense).Intensity(tokens).ShouldBe(unit.Intensity(tokens), 1e-9);
        }
    }

    [Fact]
    public void A_mixtures_intensity_stays_below_its_dense_twins_until_all_experts_are_shared()
    {
        var mixture = new LayerCost(LayerShape.V2Lite);
        var dense = new LayerCost(LayerShape.V2Lite.DenseTwin);
        mixture.Intensity(1).ShouldBe(dense.Intensity(1), dense.Intensity(1) * 0.01); // six experts are read either way
        (dense.Intensity(64) / mixture.Intensity(64)).ShouldBeGreaterThan(4);
    }

    [Fact]
    public void Counted_experts_take_the_place_of_the_expectation() =>
        new LayerCost(LayerShape.Mixtral).Elements(4, distinct: 2).ShouldBeLessThan(new LayerCost(LayerShape.Mixtral).Elements(4));

    [Fact]
    public void The_batch_of_an_intensity_is_found_and_beyond_the_limit_there_is_none()
    {
        foreach (var shape in new[] { LayerShape.V2Lite, LayerShape.V2Lite.DenseTwin })
        {
            var cost = new LayerCost(shape);
            cost.TokensAt(cost.Intensity(37)).ShouldBe(37, 1e-6);
            cost.Intensity(1e12).ShouldBe(cost.IntensityLimit, cost.IntensityLimit * 1e-3);
            cost.TokensAt(cost.IntensityLimit).ShouldBe(double.PositiveInfinity);
        }
    }
}
