using MoeNotebooks.Charts;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Charts;

public sealed class LegendGridTests
{
    [Fact]
    public void Short_entries_share_a_row_and_long_ones_do_not()
    {
        LegendGrid.Picture.Rows(Figure("a", "b", "c")).ShouldBe(1);
        var longName = new string('x', 60);
        LegendGrid.Picture.Rows(Figure(longName + "1", longName + "2", longName + "3")).ShouldBe(3);
        LegendGrid.Picture.Rows(Figure()).ShouldBe(0);
    }

    [Fact]
    public void Series_of_one_name_are_one_entry() =>
        LegendGrid.Picture.Rows(Figure([.. Enumerable.Repeat("a", 40)])).ShouldBe(1);

    private static Figure Figure(params string[] names) =>
        new(
            "figure",
            new Axis("x"),
            new Axis("y"),
            [.. names.Select(name => new Series(name, ResultKind.Measured, [1], [1]) { IsDefinition = true })]
        );
}
