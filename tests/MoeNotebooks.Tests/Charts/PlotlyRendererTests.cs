using System.Text.Json.Nodes;
using MoeNotebooks.Charts;
using MoeNotebooks.Results;
using Plotly.NET;
using Figure = MoeNotebooks.Charts.Figure;

namespace MoeNotebooks.Tests.Charts;

public sealed class PlotlyRendererTests
{
    private static readonly Figure Example = new(
        "Example",
        new Axis("tokens", Log: true),
        new Axis("latency (µs)"),
        [
            new Series("layer", ResultKind.Quoted, [1, 10], [3, 4]),
            new Series("layer", ResultKind.Measured, [1, 10], [2, 5])
            {
                Low = [1.5, 4],
                High = [3, 7],
                Texts = ["a", "b"],
            },
            new Series("layer", ResultKind.Predicted, [1, 10], [2, 2]) { Mark = Mark.Line },
        ]
    )
    {
        Guides = [new Guide(3, false, "full model")],
    };

    [Fact]
    public void The_papers_points_are_hollow_ours_filled_and_predictions_dashed_lines()
    {
        var data = Json(Example)["data"]!.AsArray();
        Text(data[0]!["marker"]!["symbol"]).ShouldBe("circle-open");
        Text(data[1]!["marker"]!["symbol"]).ShouldBe("circle");
        Text(data[2]!["mode"]).ShouldBe("lines");
        Text(data[2]!["line"]!["dash"]).ShouldBe("dash");
    }

    [Fact]
    public void Legends_say_where_numbers_come_from()
    {
        var names = Json(Example)["data"]!.AsArray().Select(trace => Text(trace!["name"]));
        names.ShouldBe(["layer — paper (quoted)", "layer — this machine (measured)", "layer — model (predicted)"]);
    }

    [Fact]
    public void Error_bars_are_distances_from_the_value()
    {
        var errors = Json(Example)["data"]![1]!["error_y"]!;
        errors["array"]!.AsArray().Select(value => value!.GetValue<double>()).ShouldBe([1.0, 2.0]);
        errors["arrayminus"]!.AsArray().Select(value => value!.GetValue<double>()).ShouldBe([0.5, 1.0]);
    }

    [Fact]
    public void Log_axes_get_their_range_as_exponents()
    {
        var axis = Json(Example)["layout"]!["xaxis"]!;
        Text(axis["type"]).ShouldBe("log");
        axis["range"]![0]!.GetValue<double>().ShouldBe(-0.05, 1e-9);
        axis["range"]![1]!.GetValue<double>().ShouldBe(1.05, 1e-9);
        Text(Json(Example)["layout"]!["annotations"]![0]!["text"]).ShouldBe("full model");
    }

    [Fact]
    public void A_drawing_without_series_is_a_chart_too() =>
        Json(Architectures.Draw())["layout"]!["shapes"]!.AsArray().Count.ShouldBe(27); // 1 + 4 + 17 experts, 3 tokens, 2 routers

    private static JsonNode Json(Figure figure) =>
        JsonNode.Parse(GenericChart.toFigureJson(PlotlyRenderer.Render(figure)))!;

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
