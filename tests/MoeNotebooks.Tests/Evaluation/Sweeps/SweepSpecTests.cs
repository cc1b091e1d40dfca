using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Evaluation.Sweeps;

public sealed class SweepSpecTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Policies_grid_and_published_table_come_after_the_baseline()
    {
        var spec = Load("""
            {"model": "mini-softmax", "tasks": ["mini"], "policies": [{"policy": "topK", "k": 3}],
             "grid": {"levels": [2, 6], "peaks": [1]}, "published": "table10"}
            """);
        var all = spec.All(new MoeShape(5, 6), "s.json");

        all.Count.ShouldBe(1 + 1 + 8 + 162);
        all[0].ShouldBe(RoutingPolicy.Trained);
        all[1].ShouldBe(new TopK(3));
        all[2].ShouldBe(new Allocation(2, 2, 2, 1));
        all[^1].ShouldBe(new Allocation(6, 6, 6, 5)); // (6,6,6,26) of 26 layers
        (spec.TokensInBatch, spec.Level, spec.DType).ShouldBe((2048, 0.05, "f32"));
    }

    [Fact]
    public void Everything_out_of_range_is_named_at_once() =>
        Should.Throw<MoeDataException>(() => Load("""
            {"model": " ", "tasks": [], "limit": 0, "fewShot": -1, "dType": "f16", "tokensInBatch": 0, "published": "table9", "level": 1}
            """)).Message.ShouldContain("8 problems");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"tasks": ["mini"]}""")]
    [InlineData("""{"model": "m", "tasks": ["mini"], "shart": 3}""")]
    [InlineData("""{"model": "m", "tasks": ["mini"], "limit": "3"}""")]
    [InlineData("""{"model": "m", "model": "n", "tasks": ["mini"]}""")]
    public void What_is_no_spec_is_refused(string text) => Should.Throw<MoeDataException>(() => Load(text)).Message.ShouldStartWith(_folder["s.json"]);

    [Fact]
    public void A_wrong_policy_names_its_place() =>
        Should.Throw<MoeDataException>(() => Load("""{"model": "m", "tasks": ["mini"], "policies": [{"policy": "topK", "k": 0}]}""")
            .All(new MoeShape(5, 6), "s.json")).Message.ShouldStartWith("s.json: policies[0]");

    [Fact]
    public void A_missing_file_is_missing() => Should.Throw<MoeMissingException>(() => SweepSpec.Load(_folder["none.json"]));

    private SweepSpec Load(string text) => SweepSpec.Load(_folder.Write("s.json", text));
}
