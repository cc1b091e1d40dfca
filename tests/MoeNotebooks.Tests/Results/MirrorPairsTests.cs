using MoeNotebooks.Paper;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Results;

public sealed class MirrorPairsTests
{
    [Fact]
    public void Every_sloped_allocation_of_table_10_has_its_exact_mirror_image()
    {
        AccuracyPoint[] points = [.. PaperTables.Table10.Select(row => AccuracyPoint.Of(row, 26, 6))];
        var pairs = MirrorPairs.Of(points, tolerance: 0);
        pairs.Count.ShouldBeGreaterThan(60);
        pairs.ShouldAllBe(pair => pair.Descending.Experts.SequenceEqual(pair.Ascending.Experts.Reverse()));
        pairs.Select(pair => pair.Ascending.Name).ShouldBeUnique();
    }

    [Fact]
    public void The_difference_is_descending_minus_ascending()
    {
        var pair = MirrorPairs
            .Of([new("up", [1, 2], 60), new("flat", [2, 2], 70), new("down", [2, 1], 62)])
            .ShouldHaveSingleItem();
        (pair.Descending.Name, pair.Difference).ShouldBe(("down", 2.0));
    }

    [Fact]
    public void V3s_allocations_pair_up_within_the_tolerance() =>
        MirrorPairs
            .Of([.. PaperTables.Table11.Select(row => AccuracyPoint.Of(row, 58, 8))])
            .Count.ShouldBeGreaterThan(10);
}
