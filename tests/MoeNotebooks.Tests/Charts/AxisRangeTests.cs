using MoeNotebooks.Charts;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Charts;

public sealed class AxisRangeTests
{
    [Fact]
    public void Linear_ticks_are_round_and_inside()
    {
        var range = AxisRange.Vertical(Figure(new Axis("y"), 60.2, 66.2));
        range.Ticks.ShouldBe([60, 61, 62, 63, 64, 65, 66]);
        range.From.ShouldBeLessThan(60.2);
        range.To.ShouldBeGreaterThan(66.2);
    }

    [Fact]
    public void Log_ticks_are_1_2_5_and_written_plainly()
    {
        var range = AxisRange.Vertical(Figure(new Axis("y", Log: true), 0.5, 2000));
        range.Ticks.ShouldContain(0.5);
        range.Texts.ShouldContain("0.5");
        range.Texts.ShouldContain("2,000");
        range.Ticks.Count.ShouldBeInRange(8, 16);
    }

    [Fact]
    public void Error_bars_fit_in()
    {
        var figure = Figure(new Axis("y"), 1, 2);
        figure = figure with { Series = [figure.Series[0] with { Low = [-3, 1], High = [1, 9] }] };
        AxisRange.Vertical(figure).From.ShouldBeLessThan(-3);
        AxisRange.Vertical(figure).To.ShouldBeGreaterThan(9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_single_or_no_value_still_gives_a_range(bool log)
    {
        var one = AxisRange.Vertical(Figure(new Axis("y", log), 5, 5));
        one.From.ShouldBeLessThan(one.To);
        var none = AxisRange.Vertical(Figure(new Axis("y", log), 5, 5) with { Series = [] });
        none.From.ShouldBeLessThan(none.To);
    }

    private static Figure Figure(Axis y, params double[] values) => new(
        "figure", new Axis("x"), y, [new Series("series", ResultKind.Measured, [.. values.Select((_, i) => (double)i)], values)]);
}
