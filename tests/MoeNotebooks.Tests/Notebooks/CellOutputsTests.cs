using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class CellOutputsTests
{
    private readonly JsonObject _cell = new() { ["outputs"] = new JsonArray() };

    [Fact]
    public void Pieces_of_one_stream_are_joined_and_a_shown_value_is_replaced_in_place()
    {
        var outputs = new CellOutputs(_cell, 3);
        outputs.Add(new CellOutput.Text("stdout", "a"));
        outputs.Add(new CellOutput.Text("stdout", "b\n"));
        outputs.Add(new CellOutput.Text("stderr", "c"));
        outputs.Add(new CellOutput.Shown("id", false, Data("0 %")));
        outputs.Add(new CellOutput.Shown(null, true, Data("42")));
        outputs.Add(new CellOutput.Replaced("id", Data("50 %")));
        outputs.Add(new CellOutput.Replaced("nobody", Data("x")));
        outputs.Complete();

        Cell.OutputsOf(_cell)
            .Select(output => output!.ToJsonString())
            .ShouldBe([
                """{"output_type":"stream","name":"stdout","text":["ab\n"]}""",
                """{"output_type":"stream","name":"stderr","text":["c"]}""",
                """{"output_type":"display_data","data":{"text/plain":"50 %"},"metadata":{}}""",
                """{"output_type":"execute_result","execution_count":3,"data":{"text/plain":"42"},"metadata":{}}""",
            ]);
    }

    [Fact]
    public void A_flood_of_text_is_cut_and_counted()
    {
        var outputs = new CellOutputs(_cell, 1);
        for (var i = 0; i < 300; i++)
        {
            outputs.Add(new CellOutput.Text("stdout", new string('x', 10_000)));
        }

        outputs.Complete();
        Cell.Text(Cell.OutputsOf(_cell)[0]!["text"]).Length.ShouldBe(CellOutputs.MostText);
        Cell.Text(Cell.OutputsOf(_cell)[1]!["text"])
            .ShouldBe("[2,000,000 more characters were written and are left out]\n");
    }

    private static JsonObject Data(string text) => new() { ["text/plain"] = text };
}
