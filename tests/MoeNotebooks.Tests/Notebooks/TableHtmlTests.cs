using Microsoft.Data.Analysis;
using MoeNotebooks.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class TableHtmlTests
{
    [Fact]
    public void Cells_and_headings_are_escaped()
    {
        var html = TableHtml.Render(new TableContent(["<b>"], [["<script>alert(1)</script>"]]));
        html.ShouldContain("&lt;b&gt;");
        html.ShouldContain("&lt;script&gt;");
        html.ShouldNotContain("<script>");
    }

    [Fact]
    public void A_data_frame_shows_its_columns_with_numbers_to_the_right()
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("accuracy", [0.123456789]), new StringDataFrameColumn("task", ["rte"]));
        var html = TableHtml.Render(TableContent.Of(frame));
        html.ShouldContain("<th>accuracy</th><th>task</th>");
        html.ShouldContain("text-align:right\">0.123457<");
        html.ShouldContain("text-align:left\">rte<");
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
