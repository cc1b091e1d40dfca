using CsCheck;
using MoeNotebooks.Paper;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Routing;

public sealed class AllocationShapesTests
{
    [Theory]
    [InlineData(AllocationShape.Flat, 4, 4, 4)]
    [InlineData(AllocationShape.Ascending, 2, 2, 3)]
    [InlineData(AllocationShape.Descending, 6, 4, 4)]
    [InlineData(AllocationShape.Peak, 2, 4, 4, 2)]
    [InlineData(AllocationShape.Valley, 4, 2, 3)]
    [InlineData(AllocationShape.Mixed, 2, 4, 2, 4)]
    public void Shapes(AllocationShape shape, params int[] experts) => AllocationShapes.Of(experts).ShouldBe(shape);

    [Fact]
    public void None_of_the_papers_allocations_is_mixed() =>
        PaperTables.Table10.ShouldAllBe(row =>
            AllocationShapes.Of(new Allocation(row.B, row.H, row.E, row.P).ActiveExperts(26, 6))
            != AllocationShape.Mixed
        );

    [Fact]
    public void Turning_an_allocation_round_swaps_ascending_and_descending_and_nothing_else() =>
        Gen.Int[1, 8]
            .Array[1, 30]
            .Sample(experts =>
            {
                var shape = AllocationShapes.Of(experts);
                var turned = AllocationShapes.Of([.. experts.Reverse()]);
                return turned
                    == shape switch
                    {
                        AllocationShape.Ascending => AllocationShape.Descending,
                        AllocationShape.Descending => AllocationShape.Ascending,
                        _ => shape,
                    };
            });
}
