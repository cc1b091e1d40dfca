using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Results;

public sealed class TableCsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@sum", "'@sum")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("plain", "plain")]
    public void A_text_is_quoted_where_needed_and_never_a_formula(string text, string written) =>
        TableCsv
            .Write(
                new TableContent(
                    ["c"],
                    [
                        [text],
                    ]
                )
            )
            .ShouldBe("c\n" + written + "\n");

    [Fact]
    public void Numbers_are_invariant_and_read_back_exactly() =>
        TableCsv
            .Write(
                new TableContent(
                    ["i", "d", "n"],
                    [
                        [-3, 0.1 + 0.2, null],
                    ]
                )
            )
            .ShouldBe("i,d,n\n-3,0.30000000000000004,\n");
}
