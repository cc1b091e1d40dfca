using System.Text.Json.Nodes;
using MoeNotebooks.Charts;
using MoeNotebooks.Cli.Reports;
using Plotly.NET.CSharp;

namespace MoeNotebooks.Tests.Reports;

public sealed class OutputHtmlTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>after")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("<a href=\" java&#10;script:alert(1)\">x</a>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<svg onload=alert(1)></svg>")]
    [InlineData("<iframe src=\"https://example.org\"></iframe>")]
    [InlineData("<div onclick=\"alert(1)\">x</div>")]
    [InlineData("<img src=\"https://example.org/a.png\">")]
    [InlineData("<link rel=stylesheet href=https://example.org/a.css><style>@import url(https://example.org)</style>")]
    [InlineData("<div style=\"background:url(https://example.org)\">x</div>")]
    [InlineData("<base href=\"https://example.org\"><form action=\"https://example.org\"><input></form>")]
    public void Html_of_a_cell_shows_but_does_nothing(string html)
    {
        var shown = OutputHtml.Of(Display("text/html", html)).ToLowerInvariant();
        foreach (
            var bad in new[]
            {
                "<script",
                "javascript:",
                "alert(1)</",
                "onerror",
                "onload",
                "onclick",
                "<iframe",
                "<form",
                "<base",
                "<link",
                "<style",
                "src=\"http",
                "url(",
            }
        )
        {
            shown.ShouldNotContain(bad);
        }
    }

    [Fact]
    public void Console_text_shows_no_html_no_terminal_codes_and_no_hidden_direction() =>
        OutputHtml
            .Of(
                new JsonObject
                {
                    ["output_type"] = "stream",
                    ["name"] = "stdout",
                    ["text"] = "\u001b[31m<b>red</b>\u001b[0m \u202eevil\u0007 **not bold**",
                }
            )
            .ShouldBe("<pre class=\"stdout\">&lt;b&gt;red&lt;/b&gt; \\u202eevil\\u0007 **not bold**</pre>");

    [Fact]
    public void An_error_shows_its_trace() =>
        OutputHtml
            .Of(
                new JsonObject
                {
                    ["output_type"] = "error",
                    ["ename"] = "E",
                    ["evalue"] = "v",
                    ["traceback"] = new JsonArray("E: v", "at <x>"),
                }
            )
            .ShouldBe("<pre class=\"error\">E: v\nat &lt;x&gt;</pre>");

    [Fact]
    public void A_picture_is_embedded_and_a_huge_one_left_out_with_a_note()
    {
        OutputHtml.Of(Display("image/png", "iVBORw0KGgo=")).ShouldContain("src=\"data:image/png;base64,iVBORw0KGgo=\"");
        OutputHtml
            .Of(Display("image/png", new string('A', 10_000_000)))
            .ShouldBe("<p class=\"note\">A picture of 10.0 MB is left out here; the executed notebook has it.</p>");
        OutputHtml
            .Of(Display("image/svg+xml", "<svg onload=\"alert(1)\"/>"))
            .ShouldStartWith("<img alt=\"output of the cell\" src=\"data:image/svg+xml;base64,");
    }

    [Fact]
    public void A_chart_becomes_data_and_its_picture_and_none_of_its_script()
    {
        var chart = Chart.Point<int, int, string>([1], [1], Name: "</script><script>alert(1)</script>");
        var html = OutputHtml.Of(Display("text/html", ChartHtml.Render(chart)));
        html.ShouldContain("<script type=\"application/json\" class=\"figure\">");
        html.ShouldNotContain("newPlot");
        html.Split("</script>").Length.ShouldBe(2);
        html.ShouldContain("\\u003C/script");
    }

    [Fact]
    public void A_charts_title_stays_above_it_and_is_text()
    {
        var html = OutputHtml.Of(
            Display("text/html", ChartHtml.Render(Chart.Point<int, int, string>([1], [1]), title: "<b>Figure 2a</b>"))
        );
        html.ShouldStartWith("<div class=\"moe-title\"");
        html.ShouldContain("&lt;b&gt;Figure 2a&lt;/b&gt;</div><div class=\"chart\">");
    }

    [Fact]
    public void Html_that_only_claims_to_be_a_chart_is_no_chart() =>
        OutputHtml
            .Of(Display("text/html", $"<script>{ChartHtml.FigureBegin}alert(1){ChartHtml.FigureEnd}</script>"))
            .ShouldBe(string.Empty);

    [Fact]
    public void Markdown_of_a_cell_is_formatted_without_active_content()
    {
        var html = OutputHtml.Of(
            Display("text/markdown", "**bold** [x](javascript:alert(1)) <script>alert(1)</script>")
        );
        html.ShouldContain("<strong>bold</strong>");
        html.ShouldNotContain("javascript");
        html.ShouldNotContain("<script");
    }

    private static JsonObject Display(string type, string value) =>
        new()
        {
            ["output_type"] = "display_data",
            ["data"] = new JsonObject { [type] = value },
            ["metadata"] = new JsonObject(),
        };
}
