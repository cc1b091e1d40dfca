using MoeNotebooks.Paper;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Routing;

public sealed class RoundingEffectTests
{
    [Fact]
    public void Rounding_down_changes_every_sloped_allocation_of_table_10_but_few_are_left_by_halves()
    {
        Allocation[] all = [.. PaperTables.Table10.Select(row => new Allocation(row.B, row.H, row.E, row.P))];
        var effects = RoundingEffect.Of(all, 26, 6).ToDictionary(effect => effect.Rounding);
        effects[AllocationRounding.HalfToEven].Changed.ShouldBe(0);
        effects[AllocationRounding.Down].Changed.ShouldBeGreaterThan(effects[AllocationRounding.HalfUp].Changed);
        effects[AllocationRounding.Down].MeanExperts.ShouldBeLessThan(effects[AllocationRounding.Up].MeanExperts - 0.5);
        effects.Values.ShouldAllBe(effect => effect.Allocations == 162 && effect.Changed <= 144); // 18 are flat
    }

    [Fact]
    public void By_hand() // layers of 1, 1.5 and 2 experts, and a flat allocation that no rule changes
    {
        var effects = RoundingEffect.Of([new(1, 2, 2, 3), new(2, 2, 2, 1)], moeLayers: 3, trained: 6);
        effects.ShouldBe([
            new(AllocationRounding.HalfToEven, 2, 0, 11 / 6.0),
            new(AllocationRounding.HalfUp, 2, 0, 11 / 6.0),
            new(AllocationRounding.Down, 2, 1, 10 / 6.0),
            new(AllocationRounding.Up, 2, 0, 11 / 6.0),
        ]);
    }
}
