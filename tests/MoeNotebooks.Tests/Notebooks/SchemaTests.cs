using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

/// <summary>What is written is valid by nbformat's schema, whatever happened while it ran.</summary>
public sealed class SchemaTests
{
    [Theory]
    [MemberData(nameof(NotebookLintTests.WithSolutions), MemberType = typeof(NotebookLintTests))]
    public void Every_notebook_is_valid(string path) =>
        Schema.Problems(File.ReadAllText(Path.Combine(NotebookLintTests.Folder, path))).ShouldBeEmpty();

    [Fact]
    public async Task So_is_one_with_every_kind_of_output_parameters_and_an_error()
    {
        var json = Notebooks.Json("int points = 5;", "all", "fail");
        json["cells"]![0]!["metadata"] = new JsonObject { ["tags"] = new JsonArray("parameters") };
        var notebook = new Notebook("a.ipynb", json);
        NotebookParameters.Inject(notebook, new Dictionary<string, JsonNode?> { ["points"] = 7 });
        var result = await new NotebookRunner(TimeSpan.FromMinutes(1), _ => Kernel(), TimeProvider.System).RunAsync(
            notebook,
            new SilentWatch(),
            TestContext.Current.CancellationToken
        );
        ErrorBanner.Put(notebook, result);

        result.Status.ShouldBe(RunStatus.Failed);
        notebook
            .CodeCells.SelectMany(cell => Cell.OutputsOf(cell))
            .Select(output => Cell.Text(output!["output_type"]))
            .ShouldBe(["stream", "stream", "display_data", "execute_result", "error"]);
        Schema.Problems(notebook).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("id")]
    [InlineData("outputs")]
    [InlineData("metadata")]
    public void A_cell_without_what_the_schema_asks_for_is_found_out(string field)
    {
        var json = Notebooks.Json("1");
        json["cells"]![0]!.AsObject().Remove(field);
        Schema.Problems(json.ToJsonString()).ShouldNotBeEmpty();
    }

    private static FakeKernel Kernel() =>
        new(
            (source, output, _) =>
            {
                if (source == "all")
                {
                    output(new CellOutput.Text("stdout", "a"));
                    output(new CellOutput.Text("stderr", "b"));
                    output(
                        new CellOutput.Shown(
                            "id",
                            false,
                            new JsonObject { ["image/png"] = "aGk=", ["text/html"] = new JsonArray("<b>", "hi") }
                        )
                    );
                    output(
                        new CellOutput.Shown(
                            null,
                            true,
                            new JsonObject { ["application/json"] = new JsonObject { ["a"] = 1 } }
                        )
                    );
                }
                else if (source == "fail")
                {
                    output(new CellOutput.Error("Oops", "it failed", ["it failed"]));
                }

                return Task.FromResult(source != "fail");
            }
        );
}
