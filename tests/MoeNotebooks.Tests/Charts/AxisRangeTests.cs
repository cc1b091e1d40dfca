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
        new[] { range.From, range.To }.ShouldBe([59.9, 66.5], 1e-9); // a twentieth more on either side
    }

    [Fact]
    public void Log_ticks_are_1_2_5_and_written_plainly()
    {
        var range = AxisRange.Vertical(Figure(new Axis("y", Log: true), 0.5, 2000));
        range.Texts.ShouldBe(["0.5", "1", "2", "5", "10", "20", "50", "100", "200", "500", "1,000", "2,000"]);
        AxisRange
            .Vertical(Figure(new Axis("y", Log: true), 0.5, 50_000))
            .Texts.ShouldBe(["1", "10", "100", "1,000", "10,000"]); // decades alone
    }

    [Fact]
    public void Error_bars_fit_in()
    {
        var figure = Figure(new Axis("y"), 1, 2);
        figure = figure with { Series = [figure.Series[0] with { Low = [-3, 1], High = [1, 9] }] };
        new[] { AxisRange.Vertical(figure).From, AxisRange.Vertical(figure).To }.ShouldBe([-3.6, 9.6], 1e-9);
    }

    [Theory]
    [InlineData(false, 4.5, 5.5, 0.55, 10.45)]
    // Half a decade on either side; the decade from 1 to 10
    [InlineData(true, 1.5811388, 15.811388, 0.8912509, 11.220185)]
    public void A_single_or_no_value_still_gives_a_range(
        bool log,
        double from,
        double to,
        double emptyFrom,
        double emptyTo
    )
    {
        var one = AxisRange.Vertical(Figure(new Axis("y", log), 5, 5));
        new[] { one.From, one.To }.ShouldBe([from, to], 1e-6);
        var none = AxisRange.Vertical(Figure(new Axis("y", log), 5, 5) with { Series = [] });
        new[] { none.From, none.To }.ShouldBe([emptyFrom, emptyTo], 1e-6);
    }

    private static Figure Figure(Axis y, params double[] values) =>
        new(
            "figure",
            new Axis("x"),
            y,
            [new Series("series", ResultKind.Measured, [.. values.Select((_, i) => (double)i)], values)]
        );
}
