using MoeNotebooks.Charts;
using MoeNotebooks.Loadtest;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Charts;

public sealed class ThroughputFiguresTests
{
    private static readonly PaperCell[] Cells =
    [
        new("table08", 2, "na6", 1024, 1024, 479, 490, true, null),
        new("table08", 4, "na6", 1024, 1024, 729, 727, true, null),
        new("table08", 2, "na2", 1024, 1024, 631, 660, false, null),
        new("table08", 4, "na2", 1024, 1024, 1099, 1100, false, null),
    ];

    [Fact]
    public void Quoted_points_and_predicted_lines_share_a_colour()
    {
        var figure = ThroughputFigures.Throughput("3a", Cells, "na2");
        figure
            .Series.Select(series => (series.Kind, series.Colour))
            .ShouldBe([(ResultKind.Quoted, 0), (ResultKind.Predicted, 0)]);
        figure.Series[0].Y.ShouldBe([631, 1099]);
        figure.Series[1].Y.ShouldBe([660, 1100]);
        figure.X.Ticks.ShouldBe([2, 4]);
    }

    [Fact]
    public void Measured_loads_lie_over_the_quoted_ones_in_their_colour()
    {
        LoadResult Loaded(string? column, int? concurrency, double perSecond) =>
            new()
            {
                Column = column,
                Evidence = null,
                Backend = "vllm",
                Model = null,
                Hardware = "2 x A800",
                Concurrency = concurrency,
                Rate = null,
                InputTokens = 1024,
                OutputTokens = 1024,
                Completed = 1,
                Failed = 0,
                TokensPerSecond = perSecond,
                MedianFirstToken = null,
                MedianPerToken = null,
                IsWarm = null,
            };
        var figure = ThroughputFigures
            .Throughput("3a", Cells)
            .WithMeasured([
                Loaded("na2", 4, 1000),
                Loaded("na2", 2, 600),
                Loaded("na3", 2, 1),
                Loaded(null, 2, 1),
                Loaded("na2", null, 1),
            ]);

        figure.Series.Count.ShouldBe(5);
        figure.Series[^1].LegendText.ShouldBe("2 experts per token — vllm, 2 x A800 (measured)");
        figure.Series[^1].Colour.ShouldBe(figure.Series[2].Colour);
        figure.Series[^1].X.ShouldBe([2, 4]);
        figure.Series[^1].Y.ShouldBe([600, 1000]);
    }

    [Fact]
    public void Measured_speedups_say_on_what()
    {
        var figure = ThroughputFigures.Speedups("H100", Speedup.Of(Cells), "H100");
        figure
            .Series.Select(series => series.LegendText)
            .ShouldBe(["2 experts per token — H100 (measured)", "2 experts per token — model (predicted)"]);
        figure.Series[0].Y[0].ShouldBe(631.0 / 479, 1e-12);
    }

    [Fact]
    public void The_parts_of_a_step_add_up()
    {
        var prediction = PaperSetup.V2Lite().With(EngineDescription.Load(PaperSetup.Engine)).Predict(new Workload(64));
        var parts = ThroughputFigures.Parts("parts", [prediction]).Series.Sum(series => series.Y[0]);
        parts.ShouldBe(1e3 * prediction.CycleSeconds / 1024, 1e-9);
    }
}
