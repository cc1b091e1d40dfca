using MoeNotebooks.Models;

namespace MoeNotebooks.Tests.Models;

public sealed class MemoryPlanTests
{
    [Fact]
    public void Everything_is_resident_where_it_fits()
    {
        var plan = MemoryPlan.Make([10, 10, 10], outsideBytes: 5, workingBytes: 3, deviceBudget: null, hostBudget: 35);
        plan.Layers.ShouldAllBe(place => place == LayerPlacement.Host);
        plan.Notice(35, 35).ShouldBeNull();
    }

    [Fact]
    public void What_does_not_fit_is_paged_from_the_end()
    {
        var plan = MemoryPlan.Make([10, 10, 10], outsideBytes: 5, workingBytes: 3, deviceBudget: null, hostBudget: 30);
        plan.Layers.ShouldBe([LayerPlacement.Host, LayerPlacement.Host, LayerPlacement.Paged]);
        (plan.OutsideIsPaged, plan.PagedBytes).ShouldBe((false, 10));
        plan.Notice(35, 30).ShouldNotBeNull().ShouldContain("1 of 3 layers stay in the file");
    }

    [Fact]
    public void With_no_room_even_the_embedding_stays_in_the_file()
    {
        var plan = MemoryPlan.Make([10, 10], outsideBytes: 5, workingBytes: 3, deviceBudget: null, hostBudget: 0);
        plan.Layers.ShouldAllBe(place => place == LayerPlacement.Paged);
        plan.OutsideIsPaged.ShouldBeTrue();
    }

    [Fact]
    public void An_accelerator_takes_the_ends_and_the_first_layers_and_the_host_the_rest()
    {
        var plan = MemoryPlan.Make(
            [10, 10, 10, 10],
            outsideBytes: 5,
            workingBytes: 3,
            deviceBudget: 26,
            hostBudget: 13
        );
        plan.Layers.ShouldBe([LayerPlacement.Device, LayerPlacement.Device, LayerPlacement.Host, LayerPlacement.Paged]);
        plan.OutsideIsPaged.ShouldBeFalse();
    }

    [Fact]
    public void Free_memory_is_read_from_the_kernels_table()
    {
        AvailableMemory.Free(["MemTotal: 1 kB", "MemAvailable:   2048 kB"]).ShouldBe(2048 * 1024);
        AvailableMemory.Free(["MemTotal: 1 kB"]).ShouldBeNull();
        AvailableMemory.ForWeights().ShouldBeGreaterThan(0);
    }
}
