using MoeNotebooks.Performance;

namespace MoeNotebooks.Tests.Performance;

public sealed class LayerCostTests
{
    [Fact]
    public void A_dense_layer_is_equation_3()
    {
        var dense = new LayerShape("dense", 128, 512, 1, 1);
        foreach (var tokens in new[] { 1, 10, 1000 })
        {
            // 3 d_i d + 2 L (d + d_i), 6 L d_i d
            var (elements, flops) = ((3.0 * 512 * 128) + (2 * tokens * (128 + 512)), 6.0 * tokens * 512 * 128);
            new LayerCost(dense).Elements(tokens).ShouldBe(elements);
            new LayerCost(dense).Flops(tokens).ShouldBe(flops);
            new LayerCost(dense).Intensity(tokens).ShouldBe(flops / elements, 1e-9);
        }
    }

    [Fact]
    public void Intensity_rises_with_the_batch_and_saturates_where_activations_outweigh_weights()
    {
        var unit = new LayerCost(new LayerShape("dense", 4096, 14336, 1, 1));
        new[] { 1, 2, 64, 4096, 1 << 20 }
            .Select(tokens => unit.Intensity(tokens))
            .ShouldBeInOrder(SortDirection.Ascending);
        var limit = 3.0 * 4096 * 14336 / (4096 + 14336); // FLOPs over activations alone
        unit.IntensityLimit.ShouldBe(limit, 1e-9);
        unit.Intensity(1e9).ShouldBe(limit, limit * 1e-3);
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
    public void Counted_experts_take_the_place_of_the_expectation()
    {
        var cost = new LayerCost(LayerShape.Mixtral); // experts of 3 x 4096 x 14336 elements, 2 of 8 for each token
        cost.Elements(4, distinct: 2).ShouldBe((2 * 176_160_768.0) + (4 * 2 * ((2 * 4096) + (2 * 14336))));
        cost.Elements(4)
            .ShouldBe((8 * (1 - Math.Pow(0.75, 4)) * 176_160_768.0) + (4 * 2 * ((2 * 4096) + (2 * 14336))), 1);
    }

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
