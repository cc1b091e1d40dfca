using MoeNotebooks.Training.Acceptance;

namespace MoeNotebooks.Tests.Training.Acceptance;

public sealed class LayerGridTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(16)]
    public void Every_layer_has_few_experts_in_half_of_the_allocations_and_any_two_layers_in_a_quarter(int layers)
    {
        var grid = LayerGrid.Of(layers, few: 2, all: 6);
        grid.Count.ShouldBe(32);
        for (var i = 0; i < layers; i++)
        {
            grid.Count(p => p.K[i] == 2).ShouldBe(16);
            for (var j = 0; j < i; j++)
            {
                grid.Count(p => p.K[i] == 2 && p.K[j] == 2).ShouldBe(8);
            }
        }
    }

    [Fact]
    public void What_a_layer_explains_is_found_whatever_the_others_do()
    {
        var grid = LayerGrid.Of(9, few: 2, all: 6);
        LayerGrid
            .Explained(9, [.. grid.Select(p => 0.5 + (0.01 * p.K[3]))])
            .ShouldBe([0, 0, 0, 1, 0, 0, 0, 0, 0], 1e-9);
        LayerGrid
            .Explained(9, [.. grid.Select(p => (0.03 * p.K[0]) + (0.01 * p.K[8]))])
            .ShouldBe([0.9, 0, 0, 0, 0, 0, 0, 0, 0.1], 1e-9);
        LayerGrid
            .Explained(9, [.. grid.Select(p => 0.01 * p.K[1] * p.K[2])])
            .Skip(3)
            .ShouldAllBe(share => share < 1e-9); // a pair does not pass for another layer
        LayerGrid.Explained(9, [.. grid.Select(_ => 0.7)]).ShouldAllBe(share => share == 0);
    }
}
