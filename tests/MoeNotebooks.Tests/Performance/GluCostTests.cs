using MoeNotebooks.Performance;

namespace MoeNotebooks.Tests.Performance;

public sealed class GluCostTests
{
    [Fact]
    public void One_token_through_a_small_unit_by_hand()
    {
        var unit = new GluCost(Hidden: 2, Width: 5);
        unit.Elements(1).ShouldBe((3 * 5 * 2) + (2 * (2 + 5)));
        unit.Flops(1).ShouldBe(6 * 5 * 2);
    }

    [Fact]
    public void Intensity_rises_with_the_batch_and_saturates_where_activations_outweigh_weights()
    {
        var unit = new GluCost(4096, 14336);
        new[] { 1, 2, 64, 4096, 1 << 20 }.Select(tokens => unit.Intensity(tokens)).ShouldBeInOrder(SortDirection.Ascending);
        var limit = 3.0 * 4096 * 14336 / (4096 + 14336); // FLOPs over activations alone
        unit.Intensity(1e9).ShouldBe(limit, limit * 1e-3);
    }
}
