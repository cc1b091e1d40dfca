using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Evaluation.Sweeps;

[References]
public sealed class SweepSpecTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Policies_grid_and_published_table_come_after_the_baseline()
    {
        var spec = Load(
            """
            {"model": "mini-softmax", "tasks": ["mini"], "policies": [{"policy": "topK", "k": 3}],
             "grid": {"levels": [2, 6], "peaks": [1]}, "published": "table10"}
            """
        );
        var all = spec.All(new MoeShape(5, 6));

        all.Count.ShouldBe(1 + 1 + 8 + 162);
        all[0].ShouldBe(RoutingPolicy.Trained);
        all[1].ShouldBe(new TopK(3));
        all[2].ShouldBe(new Allocation(2, 2, 2, 1));
        all[^1].ShouldBe(new Allocation(6, 6, 6, 5)); // (6,6,6,26) of 26 layers
        (spec.TokensInBatch, spec.Level, spec.DType).ShouldBe((2048, 0.05, "f32"));
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once() =>
        Should
            .Throw<MoeDataException>(() =>
                Load(
                    """
                    {"model": " ", "tasks": [], "limit": 0, "num-fewshot": -1, "dtype": "f16", "batch-tokens": 0, "published": "table9", "level": 1}
                    """
                )
            )
            .Message.ShouldContain("8 problems");

    [Theory]
    [InlineData("", "has 0 bytes")]
    [InlineData("null", "is not a JSON object")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("{\n \"model\": }", "line 2: is not valid JSON")]
    [InlineData("""{"tasks": ["mini"]}""", "model is missing; it is a text")]
    [InlineData("""{"model": "m", "tasks": ["mini"], "limt": 3}""", "'limt' is no field (did you mean 'limit'?)")]
    [InlineData("""{"model": "m", "tasks": ["mini"], "limit": "3"}""", "limit is \"3\"; it is a whole number from 1")]
    [InlineData("""{"model": "m", "model": "n", "tasks": ["mini"]}""", "Duplicate property 'model'")]
    [InlineData(
        """{"model": "m", "tasks": ["mini_rtee"]}""",
        "no task is called 'mini_rtee' (did you mean 'mini_rte'?)"
    )]
    [InlineData("""{"model": "m", "tasks": null}""", "tasks is null; it is a list")]
    [InlineData("""{"model": "m", "tasks": [null]}""", "tasks[0] is null; it is a text")]
    [InlineData("""{"model": "m", "tasks": ["mini"], "bos": null}""", "bos is null; it is auto or never or always")]
    [InlineData(
        """{"model": "m", "tasks": ["mini"], "grid": {"levels": null, "peaks": [1]}}""",
        "grid.levels is null; it is a list"
    )]
    [InlineData("""{"model": "m", "tasks": ["mini"], "grid": {"levels": [2]}}""", "grid.peaks is missing")]
    [InlineData("""{"model": "m", "tasks": ["mini"], "policies": [null]}""", "policies[0] is null; it is an object")]
    [InlineData(
        """{"model": "m", "tasks": ["mini"], "policies": [{"policy": "topK", "k": null}]}""",
        "policies[0] is "
    )]
    [InlineData("""{"model": "m", "tasks": ["mini"], "policies": [{"policy": "topK", "k": 0}]}""", "policies[0]: ")]
    public void What_is_no_spec_is_refused_in_plain_words(string text, string problem)
    {
        var message = Should.Throw<MoeDataException>(() => Load(text)).Message;
        message.ShouldStartWith(_folder["s.json"]);
        message.ShouldContain(problem);
        message.ShouldNotContain("System.");
        message.ShouldNotContain("BytePosition");
    }

    [Theory]
    [InlineData("levels-null", "grid.levels is null")]
    [InlineData("no-peaks", "grid.peaks is missing")]
    [InlineData("tasks-list-null", "tasks[0] is null")]
    [InlineData("tasks-null", "tasks is null")]
    public void Nulls_met_elsewhere_are_refused(string name, string problem) =>
        Should
            .Throw<MoeDataException>(() => SweepSpec.Load(Shared.File($"cases/sweep-null/{name}.json")))
            .Message.ShouldContain(problem);

    [Fact]
    public void The_page_lists_every_field_and_shows_the_example()
    {
        var page = File.ReadAllText(Path.Combine(Shared.Repository, "docs/sweep.md"));
        page.ShouldContain(SweepSpec.Example);
        var unknown = Should
            .Throw<MoeDataException>(() => Load("""{"model": "m", "tasks": ["mini"], "entirelyelse": 1}"""))
            .Message;
        foreach (
            var field in unknown[(unknown.IndexOf("known: ", StringComparison.Ordinal) + 7)..].TrimEnd(')').Split(", ")
        )
        {
            page.ShouldContain($"`{field}`");
        }
    }

    [Fact]
    public void A_missing_file_is_missing() =>
        Should.Throw<MoeMissingException>(() => SweepSpec.Load(_folder["none.json"]));

    private SweepSpec Load(string text) => SweepSpec.Load(_folder.Write("s.json", text));
}
