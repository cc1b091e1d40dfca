using MoeNotebooks.Charts;
using MoeNotebooks.Paper;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Charts;

public sealed class SkippingFiguresTests
{
    [Fact]
    public void All_162_rows_are_drawn_by_shape()
    {
        var figure = SkippingFigures.Accuracy("Figure 4a", PaperCurves.V2Lite());
        figure.Series.Sum(series => series.X.Count).ShouldBe(162);
        figure.Series.Select(series => series.Name).ShouldBe(["Flat", "Ascending", "Descending", "Peak", "Valley"]);
        figure.Series[0].X.Distinct().Order().ShouldBe([2, 4, 6]);
        figure.Series.ShouldAllBe(series => series.Low == null);
    }

    [Fact]
    public void Errors_are_drawn_where_they_are_known()
    {
        var figure = SkippingFigures.Accuracy(
            "mini",
            new("mini", ResultKind.Synthetic, 6, 90, [new AccuracyPoint("k = 2", [2, 2], 80, 0.5)])
        );
        figure.Series[0].Low.ShouldBe([79.5]);
        figure.Series[0].High.ShouldBe([80.5]);
    }

    [Fact]
    public void Losses_of_models_with_different_experts_meet_in_one_picture()
    {
        var figure = SkippingFigures.Loss([
            new AccuracyCurve("A", ResultKind.Quoted, 6, 66, [new AccuracyPoint("k = 3", [3, 3], 64)]),
            new AccuracyCurve("B", ResultKind.Synthetic, 8, 90, [new AccuracyPoint("k = 4", [4, 4], 85, 0.5)]),
        ]);
        figure.Series.Select(series => (series.X[0], series.Y[0])).ShouldBe([(50, -2), (50, -5)]);
    }

    [Fact]
    public void The_noise_of_three_repeated_allocations_is_three_series_of_seven() =>
        SkippingFigures
            .Noise(NoiseFloor.Of(PaperTables.Table10))
            .Series.Select(series => series.X.Count)
            .ShouldBe([7, 7, 7]);

    [Fact]
    public void Shapes_are_drawn_layer_by_layer()
    {
        var figure = SkippingFigures.Shapes([new Allocation(6, 4, 2, 13)], 26, 6);
        figure.Series[0].X.Count.ShouldBe(26);
        figure.Series[0].Y[12].ShouldBe(4);
        figure.Series[0].LegendText.ShouldBe("(6,4,2,13) descending");
    }
}
