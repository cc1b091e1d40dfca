using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
[References]
public sealed class TraceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\"policy\":\"trained\"}")]
    [InlineData("{\"policy\":\"batchPiggyback\",\"k0\":1}")] // counted by an observer of its own
    public async Task An_evaluation_records_what_it_routes_and_answers_as_without(string policy)
    {
        string[] evaluation =
        [
            LmEvalGolden.Model,
            "--tasks",
            "boolq,arc_easy",
            "--data",
            LmEvalGolden.Data,
            "--limit",
            "3",
            "--policy",
            _folder.Write("p.json", policy),
            "--json",
        ];
        var (exit, plain, error) = await CommandRun.RunAsync(EvalCommand.Create(), evaluation);
        exit.ShouldBe(0, error);
        (exit, var traced, error) = await CommandRun.RunAsync(
            EvalCommand.Create(),
            [.. evaluation, "--trace", _folder["t.parquet"], "--trace-logits", "--output", _folder["out"]]
        );
        exit.ShouldBe(0, error);
        error.ShouldContain("one per step, MoE layer and token");
        Results(traced).ShouldBe(Results(plain));
        File.Exists(Path.Combine(_folder["out"], "answers.db")).ShouldBeFalse();

        var trace = await RoutingTrace.ReadAsync(_folder["t.parquet"], TestContext.Current.CancellationToken);
        trace.Header.Model.ShouldBe(Path.GetFileName(LmEvalGolden.Model));
        var layers = trace.Header.MoeLayers;
        trace.Blocks.Select(block => block.Layer).Take(layers.Count).ShouldBe(layers);
        foreach (var step in trace.Blocks.GroupBy(block => block.Step))
        {
            // Only what predicts an answer runs there
            var last = step.Single(block => block.Layer == layers[^1]).Tokens;
            last.ShouldBeSubsetOf(step.First().Tokens);
            step.First().Tokens.ShouldBeUnique();
        }

        Traces.RoutingTraceTests.ShouldBeEqual(
            trace.Replay(RoutingPolicyJson.Read(policy)).Blocks,
            trace.Blocks,
            "replayed"
        );
    }

    [Fact]
    public async Task A_trace_is_shown_replayed_and_taken_over()
    {
        string[] evaluation =
        [
            LmEvalGolden.Model,
            "--tasks",
            "arc_easy",
            "--data",
            LmEvalGolden.Data,
            "--limit",
            "2",
            "--trace",
            _folder["t.parquet"],
        ];
        (await CommandRun.RunAsync(EvalCommand.Create(), [.. evaluation, "--trace-logits"])).Exit.ShouldBe(0);
        var (exit, said, error) = await RunAsync("show", _folder["t.parquet"], "--popularity", _folder["p.json"]);
        exit.ShouldBe(0, error);
        said.ShouldContain("recorded: experts, weights, router outputs");
        said.ShouldContain("distinct/step");
        PopularityProfile.Read(_folder["p.json"]).Layers.Count.ShouldBeGreaterThan(1);
        (exit, said, error) = await RunAsync("show", _folder["t.parquet"], "--json");
        exit.ShouldBe(0, error);
        said.ShouldContain("\"weight_sums\": [");

        (exit, said, error) = await RunAsync(
            "replay",
            _folder["t.parquet"],
            "--experts",
            "1",
            "--out",
            _folder["one.parquet"]
        );
        exit.ShouldBe(0, error);
        said.ShouldContain("k=1");
        (
            await RoutingTrace.ReadAsync(_folder["one.parquet"], TestContext.Current.CancellationToken)
        ).Blocks.ShouldAllBe(block => block.Slots == 1);
        // Replaces it, without router outputs
        (await CommandRun.RunAsync(EvalCommand.Create(), evaluation)).Exit.ShouldBe(0);
        (exit, _, error) = await RunAsync("replay", _folder["t.parquet"], "--experts", "1");
        exit.ShouldBe(2);
        error.ShouldContain("deciding anew needs the router's outputs");

        var k = (await RoutingTrace.ReadAsync(_folder["t.parquet"], TestContext.Current.CancellationToken)).Header
            is var header
            ? header.Rule.TrainedTopK
            : 0;
        var row = "[" + string.Join(',', Enumerable.Range(0, k)) + "]";
        var token = "[" + string.Join(',', header.MoeLayers.Select(_ => row)) + "]";
        var answers = _folder.Write("answers.jsonl", $"{{\"choices\":[{{\"routed_experts\":[{token},{token}]}}]}}\n");
        (exit, said, error) = await RunAsync(
            "import",
            answers,
            "--model",
            LmEvalGolden.Model,
            "--out",
            _folder["engine.parquet"]
        );
        exit.ShouldBe(0, error);
        said.ShouldContain("as the engine ran it");
        (
            await RoutingTrace.ReadAsync(_folder["engine.parquet"], TestContext.Current.CancellationToken)
        ).Blocks.ShouldAllBe(block => block.Tokens.Count == 2);
    }

    [Theory]
    [InlineData("--trace-logits: needs --trace", "--tasks", "arc_easy", "--trace-logits")]
    [InlineData(
        "--trace and --store: a trace sees only what is computed",
        "--tasks",
        "arc_easy",
        "--trace",
        "t.parquet",
        "--store",
        "a.db"
    )]
    [InlineData("--trace: needs --tasks", "--perplexity", "a.txt", "--trace", "t.parquet")]
    public async Task What_has_no_meaning_is_refused(string message, params string[] args)
    {
        var (exit, _, error) = await CommandRun.RunAsync(EvalCommand.Create(), [LmEvalGolden.Model, .. args]);
        exit.ShouldBe(2, error);
        error.ShouldContain(message);
    }

    [Fact]
    public async Task An_input_is_never_replaced()
    {
        var file = _folder.Write("t.parquet", "PAR1");
        var (exit, _, error) = await RunAsync("show", file, "--popularity", file);
        exit.ShouldBe(2);
        error.ShouldContain("--popularity");
    }

    private static string Results(string json) =>
        System.Text.Json.Nodes.JsonNode.Parse(json)!["results"]!.ToJsonString();

    private static Task<(int Exit, string Out, string Error)> RunAsync(params string[] args) =>
        CommandRun.RunAsync(TraceCommand.Create(), args);
}
