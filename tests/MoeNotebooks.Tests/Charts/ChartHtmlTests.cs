using System.Text.Json;
using MoeNotebooks.Charts;
using MoeNotebooks.Results;
using Plotly.NET.CSharp;

namespace MoeNotebooks.Tests.Charts;

public sealed class ChartHtmlTests
{
    [Fact]
    public void The_figure_can_be_taken_out_again_and_cannot_end_the_script()
    {
        var chart = Chart.Line<int, double, string>([1, 2], [3.0, 4.0], Name: "</script><script>alert(1)");
        var html = ChartHtml.Render(chart);

        html.Split("</script>").Length.ShouldBe(2);
        var begin = html.IndexOf(ChartHtml.FigureBegin, StringComparison.Ordinal) + ChartHtml.FigureBegin.Length;
        using var figure = JsonDocument.Parse(html[begin..html.IndexOf(ChartHtml.FigureEnd, StringComparison.Ordinal)]);
        figure.RootElement.GetProperty("data")[0].GetProperty("name").GetString().ShouldBe("</script><script>alert(1)");
    }

    [Fact]
    public void The_static_picture_and_its_description_are_there_without_scripts()
    {
        var html = ChartHtml.Render(Chart.Point<int, int, string>([1], [1]), [1, 2, 3], "one \"point\"");
        html.ShouldContain("alt=\"one &quot;point&quot;\"");
        html.ShouldContain("src=\"data:image/png;base64,AQID\"");
    }

    [Fact]
    public void Plotly_js_comes_from_the_package()
    {
        PlotlyScript.Element.Length.ShouldBeGreaterThan(3_000_000);
        PlotlyScript.Element.ShouldStartWith(PlotlyScript.Begin);
        PlotlyScript.Element.ShouldEndWith(PlotlyScript.End);
    }

    [Fact]
    public void A_title_stands_above_the_chart_where_it_wraps_and_plotlys_buttons_cannot_cover_it()
    {
        var figure = new Figure(
            "Latency <of> a layer",
            new Axis("L"),
            new Axis("y"),
            [Series.Of("a", ResultKind.Measured, [(1, 2)])]
        );
        var html = ChartHtml.Render(PlotlyRenderer.Render(figure), title: figure.Title);
        html.ShouldStartWith("<div class=\"moe-title\" style=\"font-weight:600\">Latency &lt;of&gt; a layer</div>");
        using var json = JsonDocument.Parse(
            html[
                (
                    html.IndexOf(ChartHtml.FigureBegin, StringComparison.Ordinal) + ChartHtml.FigureBegin.Length
                )..html.IndexOf(ChartHtml.FigureEnd, StringComparison.Ordinal)
            ]
        );
        json.RootElement.GetProperty("layout").TryGetProperty("title", out _).ShouldBeFalse();
    }
}
