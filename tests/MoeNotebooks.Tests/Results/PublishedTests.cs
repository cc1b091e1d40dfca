using System.Text.Json.Nodes;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Results;

public sealed class PublishedTests
{
    [Fact]
    public void A_verdict_reads_back()
    {
        var verdict = new Verdict(
            "Figure 4",
            "Skipping is \"free\" <at> 4",
            "Not here.",
            Agreement.AgreesInPart,
            ResultKind.Synthetic
        );
        Published.ReadVerdict(Parse(Published.Json(verdict))).ShouldBe(verdict);
        Published.ReadTable(Parse(Published.Json(verdict))).ShouldBeNull();
    }

    [Fact]
    public void A_table_reads_back_as_csv()
    {
        var table = PublishedTable.Of("powers", [new { X = 2, Y = "=a" }], ResultKind.Measured, "Powers.");
        Published.ReadTable(Parse(Published.Json(table))).ShouldBe(("powers", "X,Y\n2,'=a\n"));
        Published.ReadVerdict(Parse(Published.Json(table))).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"type":"verdict"}""")]
    [InlineData("""{"type":"verdict","figure":null,"claim":"c","text":"t","agreement":"Agrees","kind":"Measured"}""")]
    [InlineData("""{"type":"verdict","figure":"f","claim":"c","text":"t","agreement":"Loves","kind":"Measured"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("{}")]
    public void Something_else_is_no_verdict(string json) => Published.ReadVerdict(Parse(json)).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("mit Leer")]
    public void A_table_name_must_be_fit_for_a_file(string name) =>
        Should
            .Throw<ArgumentException>(() => PublishedTable.Of(name, [new { X = 1 }], ResultKind.Measured, "c"))
            .Message.ShouldContain("letters, digits, - and _ only");

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
