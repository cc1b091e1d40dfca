using Microsoft.Data.Analysis;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Results;

public sealed class TableHtmlTests
{
    [Fact]
    public void Cells_and_headings_are_escaped()
    {
        var html = TableHtml.Render(
            new TableContent(
                ["<b>"],
                [
                    ["<script>alert(1)</script>"],
                ]
            )
        );
        html.ShouldContain("&lt;b&gt;");
        html.ShouldContain("&lt;script&gt;");
        html.ShouldNotContain("<script>");
    }

    [Fact]
    public void A_data_frame_shows_its_columns_with_numbers_to_the_right()
    {
        var frame = new DataFrame(
            new DoubleDataFrameColumn("accuracy", [0.123456789]),
            new StringDataFrameColumn("task", ["rte"])
        );
        var html = TableHtml.Render(TableContent.Of(frame));
        html.ShouldContain("<th>accuracy</th><th>task</th>");
        html.ShouldContain("text-align:right;white-space:nowrap\">0.123<");
        html.ShouldContain("text-align:left;white-space:nowrap\">rte<");
    }

    [Fact]
    public void Properties_become_headings_in_words_and_stay_as_they_are_in_the_file()
    {
        var table = TableContent.Of([
            new
            {
                MedianMicrosecondsPerToken = 1.5,
                K = 2,
                FLOPs = 3,
            },
        ]);
        TableHtml.Render(table).ShouldContain("<th>Median microseconds per token</th><th>K</th><th>FLOPs</th>");
        TableCsv.Write(table).ShouldStartWith("MedianMicrosecondsPerToken,K,FLOPs");
    }

    [Fact]
    public void A_column_shows_three_digits_of_its_largest_value_and_two_of_its_smallest()
    {
        var html = TableHtml.Render(
            TableContent.Of([
                new { Points = 97.3333333, P = 0.0061994 },
                new { Points = -1e-16, P = 1.0 },
                new { Points = 4.6333, P = 0.0061994 },
            ])
        );
        html.ShouldContain(">97.3<");
        html.ShouldContain(">4.6<");
        html.ShouldContain(">0.0<"); // what rounding left of a zero
        html.ShouldContain(">1.00<");
        html.ShouldContain(">0.0062<");
        TableHtml
            .Render(TableContent.Of([new { X = 1234.5678 }, new { X = 0.0123 }, new { X = 2345.6 }]))
            .ShouldContain(">0.012<"); // 0 would be false
        TableHtml.Render(TableContent.Of([new { X = 3.0 }])).ShouldContain(">3<");
    }

    [Fact]
    public void A_property_can_name_its_column() =>
        TableHtml.Render(TableContent.Of([new Named(1)])).ShouldContain("<th>Low (95 %)</th>");

    private sealed record Named([property: System.ComponentModel.DisplayName("Low (95 %)")] double Low95);

    [Fact]
    public void A_long_text_may_wrap()
    {
        TableHtml.Render(TableContent.Of([new { Text = new string('x', 25) }])).ShouldNotContain("nowrap");
    }

    [Fact]
    public void A_long_table_is_cut_and_says_so()
    {
        var html = TableHtml.Render(TableContent.Of(Enumerable.Range(0, 1234).Select(i => new { i })));
        html.ShouldContain(">199<");
        html.ShouldNotContain(">200<");
        html.ShouldContain("The first 200 of 1,234 rows.");
    }
}
