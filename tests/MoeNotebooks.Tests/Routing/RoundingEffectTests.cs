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
}
