using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Routing;

public sealed class AllocationTests
{
    [Fact]
    public void Ends_and_peak_get_their_numbers_and_the_rest_lies_between()
    {
        var k = new Allocation(2, 6, 4, 3).ActiveExperts(5, 6);
        k.ShouldBe([2, 4, 6, 5, 4]);
    }

    [Theory]
    [InlineData(AllocationRounding.HalfToEven, new[] { 1, 2, 2, 2, 3, 4, 4 })]
    [InlineData(AllocationRounding.HalfUp, new[] { 1, 2, 2, 3, 3, 4, 4 })]
    [InlineData(AllocationRounding.Down, new[] { 1, 1, 2, 2, 3, 3, 4 })]
    [InlineData(AllocationRounding.Up, new[] { 1, 2, 2, 3, 3, 4, 4 })]
    public void Rounding_is_named(AllocationRounding rounding, int[] expected) =>
        new Allocation(1, 4, 4, 7) { Rounding = rounding }
            .ActiveExperts(7, 6)
            .ShouldBe(expected);

    [Fact]
    public void A_peak_at_an_end_leaves_the_ends_their_numbers()
    {
        new Allocation(6, 2, 4, 1).ActiveExperts(5, 6).ShouldBe([6, 2, 3, 4, 4]);
        new Allocation(6, 2, 4, 5).ActiveExperts(5, 6).ShouldBe([6, 5, 4, 3, 4]);
    }

    [Fact]
    public void A_peak_beyond_the_last_layer_is_aimed_at() =>
        new Allocation(2, 8, 1, 61).ActiveExperts(58, 8)[57].ShouldBe(8);

    [Fact]
    public void The_papers_grid_has_162_allocations_in_its_order()
    {
        var grid = Allocation.Grid([2, 4, 6], [1, 6, 11, 16, 21, 26]);
        grid.Count.ShouldBe(162);
        grid[0].ShouldBe(new Allocation(2, 2, 2, 1));
        grid[^1].ShouldBe(new Allocation(6, 6, 6, 26));
        grid.ShouldAllBe(a => a.ActiveExperts(26, 6).All(k => k >= 2 && k <= 6));
    }

    [Theory]
    [InlineData("6,4,2")]
    [InlineData("6,4,2,0")]
    [InlineData("6,4,x,3")]
    public void Text_that_is_no_allocation_is_a_usage_error(string text) =>
        Should.Throw<MoeUsageException>(() => Allocation.Parse(text)).Message.ShouldContain(text);

    [Fact]
    public void Parse_reads_what_it_prints()
    {
        var allocation = new Allocation(6, 4, 2, 13);
        Allocation.Parse(allocation.ToString()).ShouldBe(allocation);
    }
}
