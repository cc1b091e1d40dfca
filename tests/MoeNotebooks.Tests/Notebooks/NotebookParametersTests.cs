using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class NotebookParametersTests
{
    [Fact]
    public void Values_become_assignments_after_the_parameters_cell_in_place_of_an_earlier_run_s()
    {
        var notebook = Make("int points = 5;\nint? more = 1;\nstring label = \"a\"; var ks = new[] { 1 };");
        NotebookParameters.Inject(notebook, Values("points", "9"));
        NotebookParameters.Inject(
            notebook,
            Values("points", "20", "label", "say \"{x}\" $1\n\u202e c:\\new", "ks", "[1, 2]", "more", "null")
        );

        notebook.Cells.Count.ShouldBe(3);
        Cell.IdOf(notebook.Cells[1]!.AsObject()).ShouldBe("injected-parameters");
        Cell.SourceOf(notebook.Cells[1]!.AsObject())
            .ShouldBe(
                """
                // Parameters of this run
                points = 20;
                label = "say \u0022{x}\u0022 $1\n\u202E c:\\new";
                ks = [1, 2];
                more = null;
                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void A_misspelt_name_fails_before_anything_runs() =>
        Should
            .Throw<MoeUsageException>(() => NotebookParameters.Inject(Make("int points = 5;"), Values("pionts", "1")))
            .Message.ShouldBe("-p pionts: a.ipynb has no such parameter (did you mean 'points'?). It has points");

    [Fact]
    public void Without_a_parameters_cell_a_value_is_refused_and_no_value_is_fine()
    {
        var notebook = Make("1 + 1", tagged: false);
        NotebookParameters.Inject(notebook, Values());
        Should
            .Throw<MoeUsageException>(() => NotebookParameters.Inject(notebook, Values("x", "1")))
            .Message.ShouldBe("-p x: a.ipynb has no such parameter. It has no cell tagged `parameters`");
    }

    [Fact]
    public void Two_parameters_cells_are_refused()
    {
        var notebook = Make("int a = 1;");
        notebook.Cells.Add(notebook.Cells[0]!.DeepClone());
        notebook.Cells[2]!["id"] = "other";
        Should
            .Throw<MoeDataException>(() => NotebookParameters.Inject(notebook, Values()))
            .Message.ShouldBe("a.ipynb: cells p, other: 2 cells are tagged `parameters`; one is the limit");
    }

    [Fact]
    public void An_object_is_no_parameter() =>
        Should
            .Throw<MoeUsageException>(() => NotebookParameters.Inject(Make("var a = 1;"), Values("a", "{}")))
            .Message.ShouldBe("-p a: a parameter is a number, a text, true, false, null or a list of these");

    [Theory]
    [InlineData("limit", "-5", "is -5; it is a whole number from 0 to 500")]
    [InlineData("limit", "501", "is 501; it is a whole number from 0 to 500")]
    [InlineData("limit", "1.5", "is 1.5; it is a whole number from 0 to 500")]
    [InlineData("limit", "99999999999", "is 99999999999; it is a whole number from 0 to 500")]
    [InlineData("limit", "many", "is \"many\"; it is a whole number from 0 to 500")]
    [InlineData("limit", "null", "is null; it is a whole number from 0 to 500")]
    [InlineData("levels", "[1, 0]", "is [1,0]; it is a list, each a whole number from 1 to 6")]
    [InlineData("levels", "3", "is 3; it is a list, each a whole number from 1 to 6")]
    [InlineData("share", "1.5", "is 1.5; it is a number from 0.5 to 1")]
    [InlineData("name", "7", "is 7; it is a text")]
    [InlineData("fast", "0", "is 0; it is true or false")]
    public void A_value_outside_type_or_limits_fails_before_anything_runs(string name, string value, string problem) =>
        Should
            .Throw<MoeUsageException>(() =>
                NotebookParameters.Inject(
                    Make(
                        """
                        int limit = 0; // 0 to 500: questions, 0 for all
                        int[] levels = [1, 6]; // 1 to 6
                        double share = 1; // 0.5 to 1
                        string name = "a"; // any
                        bool fast = true;
                        """
                    ),
                    Values(name, value)
                )
            )
            .Message.ShouldBe($"-p {name}: {problem}");

    [Fact]
    public void A_value_at_a_limit_is_taken()
    {
        var notebook = Make("int limit = 0; // 0 to 500");
        NotebookParameters.Inject(notebook, Values("limit", "500"));
        Cell.SourceOf(notebook.Cells[1]!.AsObject()).ShouldContain("limit = 500;");
    }

    private static Dictionary<string, JsonNode?> Values(params string[] pairs) =>
        pairs.Chunk(2).ToDictionary(pair => pair[0], pair => NotebookParameters.Parse(pair[1]));

    private static Notebook Make(string source, bool tagged = true) =>
        new(
            "a.ipynb",
            new JsonObject
            {
                ["metadata"] = new JsonObject(),
                ["cells"] = new JsonArray(Code("p", source, tagged ? ["parameters"] : []), Code("q", "1", [])),
            }
        );

    private static JsonObject Code(string id, string source, string[] tags) =>
        new()
        {
            ["cell_type"] = "code",
            ["id"] = id,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) },
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        };
}
