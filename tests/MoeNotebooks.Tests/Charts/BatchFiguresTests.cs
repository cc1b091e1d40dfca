using MoeNotebooks.Charts;
using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Charts;

public sealed class BatchFiguresTests
{
    private static readonly LayerShape Mixture = new("mixture", 64, 32, 8, 2);

    private static readonly LatencyRun Run = new(
        [
            new LatencyPoint(Mixture, 1, [10e-6, 12e-6, 20e-6], 2),
            new LatencyPoint(Mixture, 2, [14e-6, 16e-6, 20e-6], 3.5),
            new LatencyPoint(Mixture.DenseTwin, 1, [6e-6], 1),
            new LatencyPoint(Mixture.DenseTwin, 2, [8e-6], 1),
        ],
        new Roofline(10e9, 100e9),
        WeightPrecision.BFloat16
    );

    [Fact]
    public void Latencies_are_medians_with_the_fastest_and_slowest_as_bars()
    {
        var figure = BatchFigures.Latency("Figure 2c", Run, [Mixture]);
        var measured = figure.Series.Single(series => series.Kind == ResultKind.Measured);
        measured.Y.ShouldBe([12, 8], 1e-9);
        measured.Low!.ShouldBe([10, 7], 1e-9);
        measured.High!.ShouldBe([20, 10], 1e-9);
        figure.X.Ticks.ShouldBe([1, 2]);
    }

    [Fact]
    public void The_roofline_is_never_slower_than_its_parts()
    {
        var roofline = BatchFigures
            .Latency("Figure 2c", Run, [Mixture])
            .Series.Single(series => series.Kind == ResultKind.Predicted);
        var bytes = new LayerCost(Mixture).Elements(1) * 2;
        roofline.Y[0].ShouldBe(1e6 * bytes / 10e9, 1e-9);
    }

    [Fact]
    public void Distinct_experts_leave_the_dense_layer_out() =>
        BatchFigures
            .Distinct(Run)
            .Series.Select(series => series.Name)
            .ShouldBe(["mixture, expected", "mixture, counted"]);

    [Fact]
    public void Intensity_has_a_line_for_each_shape_and_the_machines_ridge()
    {
        var figure = BatchFigures.Intensity([LayerShape.V2Lite, LayerShape.Mixtral], 1024, ridge: 20);
        figure.Series.Select(series => series.X.Count).ShouldBe([11, 11]);
        figure.Guides.ShouldHaveSingleItem().At.ShouldBe(20);
    }

    [Fact]
    public void No_curve_lies_hidden_under_another()
    {
        var v2Lite = LayerShape.V2Lite;
        var mixtral = LayerShape.Mixtral.Smaller(2);
        var figure = BatchFigures.Intensity([v2Lite, v2Lite.DenseTwin, mixtral, mixtral.DenseTwin], 4096);
        figure
            .Series.Select(series => series.Name)
            .ShouldBe(["V2-Lite", "dense FFN of 11264 and dense FFN of 14336", "Mixtral at 1/2"]);
        foreach (var (i, one) in figure.Series.Index())
        {
            figure
                .Series.Skip(i + 1)
                .ShouldAllBe(other =>
                    one.Y.Zip(other.Y).Any(pair => Math.Abs(pair.First - pair.Second) > 0.05 * pair.Second)
                );
        }
    }

    [Fact]
    public void A_chart_of_latencies_has_a_mixture_and_its_twin_in_two_colours_that_their_rooflines_share()
    {
        var figure = BatchFigures.Latency("Figure 2c", Run, [Mixture, Mixture.DenseTwin]);
        figure.Series.Select(series => series.Colour).ShouldBe([0, 0, 1, 1]);
        BatchFigures.Latency("Figure 2b", Run, [Mixture.DenseTwin]).Series.ShouldAllBe(series => series.Colour == 1);
    }
}
