using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Commands.Loadtest;
using MoeNotebooks.Configs;
using MoeNotebooks.Hub;
using MoeNotebooks.Pruning;
using MoeNotebooks.Tests.Evaluation.Remote;
using MoeNotebooks.Tests.Loadtest;

namespace MoeNotebooks.Tests.Cli;

/// <summary><c>moe loadtest</c> against engines on the loopback address.</summary>
[Collection("console")]
public sealed class LoadtestCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sglang")]
    [InlineData("vllm")]
    [InlineData("llama")]
    public async Task Each_load_is_a_line_of_the_file_in_every_dialect(string dialect)
    {
        using var engine = FakeStream.Start(
            new()
            {
                Dialect = dialect,
                ServerInfo = () => """{"json_model_override_args":"{\"num_experts_per_tok\": 4}"}""",
            }
        );

        var run = await RunAsync(
            engine,
            "--experts",
            "4",
            "--concurrency",
            "1,2",
            "--requests",
            "5",
            "--input",
            "6",
            "--output",
            "7",
            "--seed",
            "3",
            "--out",
            _folder["r.jsonl"]
        );

        run.Exit.ShouldBe(0, run.Error);
        run.Out.ShouldContain("6 random tokens in, 7 out (scaled down: the paper has 1024 and 1024); seed 3");
        run.Out.ShouldContain("experts: num_experts_per_tok 4 in /server_info");
        var rows = File.ReadAllLines(_folder["r.jsonl"]).Select(line => JsonNode.Parse(line)!).ToArray();
        rows.Select(row => row["max_concurrency"]!.GetValue<int>()).ShouldBe([1, 2]);
        rows.ShouldAllBe(row =>
            row["completed"]!.GetValue<int>() == 5
            && row["total_input_tokens"]!.GetValue<int>() == 30
            && row["total_output_tokens"]!.GetValue<int>() == 35
            && row["tag"]!.GetValue<string>() == "na4"
        );
        rows.ShouldAllBe(row => row["total_chunks"]!.GetValue<int>() == (dialect == "vllm" ? 15 : 35));
        rows.ShouldAllBe(row =>
            dialect == "vllm" ? row["cached_tokens"] == null && row["warm"] == null : !row["warm"]!.GetValue<bool>()
        );
        var prompts = Prompts(engine);
        prompts.Length.ShouldBe(11); // one to warm up, none sent twice
        prompts.Distinct().Count().ShouldBe(11);
    }

    [Fact]
    public async Task An_open_loop_has_a_rate_and_objectives_a_goodput()
    {
        using var engine = FakeStream.Start(new());
        var run = await RunAsync(
            engine,
            "--rate",
            "500",
            "--requests",
            "6",
            "--output",
            "2",
            "--slo",
            "ttft=60000",
            "--json"
        );

        run.Exit.ShouldBe(0, run.Error);
        var row = JsonNode.Parse(run.Out)!;
        row["request_rate"]!.GetValue<double>().ShouldBe(500);
        row["request_goodput"]!.GetValue<double>().ShouldBe(row["request_throughput"]!.GetValue<double>());
        row["num_experts_per_tok"].ShouldBeNull();
    }

    [Theory]
    [InlineData(null, "are said to be 4, and nothing that it reports says so")]
    [InlineData(
        """{"json_model_override_args":"{\"num_experts_per_tok\": 6}"}""",
        "num_experts_per_tok is 6, said to be 4"
    )]
    public async Task A_label_that_the_engine_does_not_bear_out_is_refused_before_anything_is_measured(
        string? info,
        string says
    )
    {
        using var engine = FakeStream.Start(new() { ServerInfo = () => info });
        var run = await RunAsync(engine, "--experts", "4", "--out", _folder["r.jsonl"]);

        run.Exit.ShouldBe(3);
        run.Error.ShouldContain(says);
        File.Exists(_folder["r.jsonl"]).ShouldBeFalse();
        Prompts(engine).ShouldBeEmpty();
        (
            await CommandRun.RunAsync(
                LoadtestCommand.Create(),
                "check",
                "--base-url",
                engine.BaseUrl.AbsoluteUri,
                "--experts",
                "4"
            )
        ).Exit.ShouldBe(3);
    }

    [Fact]
    public async Task A_log_shows_it_where_the_api_does_not()
    {
        using var engine = FakeStream.Start(new());
        var log = _folder.Write(
            "engine.log",
            "non-default args: {'hf_overrides': {'num_experts_per_tok': 4, 'n_routed_experts': 32}}\n"
        );
        var check = await CommandRun.RunAsync(
            LoadtestCommand.Create(),
            "check",
            "--base-url",
            engine.BaseUrl.AbsoluteUri,
            "--experts",
            "4",
            "--kept",
            "32",
            "--log",
            log
        );
        check.Exit.ShouldBe(0, check.Error);
        check.Out.Trim().ShouldBe($"num_experts_per_tok 4 in {log}; n_routed_experts 32 in {log}");
    }

    [Fact]
    public async Task Failures_are_counted_apart_a_warm_cache_is_told_and_short_answers_too()
    {
        using var engine = FakeStream.Start(
            new()
            {
                Cached = 3,
                Tokens = 1,
                Fault = async (request, chunk, context) =>
                {
                    if (request % 4 != 2 || chunk > 0)
                    {
                        return false;
                    }

                    context.Response.StatusCode = 429;
                    await FakeEngine.Answer(context, 429, "busy");
                    return true;
                },
            }
        );
        var run = await RunAsync(engine, "--concurrency", "2", "--requests", "8", "--output", "5");

        run.Exit.ShouldBe(0, run.Error);
        run.Out.ShouldContain(" 2 failed warm");
        run.Out.ShouldContain("2: 2 failed and are left out: 2 x answered 429: busy");
        run.Out.ShouldContain("6 answers shorter than 5 tokens");
        run.Out.ShouldContain("warm: a prefix cache helped");
        // One-token answers have no TPOT
        run.Out.Split('\n').First(line => line.StartsWith("2 ", StringComparison.Ordinal)).ShouldContain("  -  ");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)] // a token that the engine puts in front
    public async Task Prompts_that_the_engine_counts_otherwise_are_told(int counted)
    {
        using var engine = FakeStream.Start(new() { Counted = counted });
        var run = await RunAsync(engine, "--concurrency", "2", "--requests", "3", "--input", "6", "--output", "2");

        run.Exit.ShouldBe(0, run.Error);
        run.Out.ShouldContain(
            $"3 prompts of 6 tokens: the engine counts {counted} to {counted}, and tok/s goes by its count"
        );
    }

    [Fact]
    public async Task A_load_that_the_model_has_no_context_for_is_refused_before_anything_is_printed()
    {
        var run = await CommandRun.RunAsync(LoadtestCommand.Create(), "mini-softmax", "--like", "table08");
        run.Exit.ShouldBe(2);
        run.Error.ShouldContain("loadtest: 1024 tokens in and 1024 out do not fit in 256, the engine's context");
        run.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_no_answer_has_a_usage_nothing_is_measured()
    {
        using var engine = FakeStream.Start(new() { Dialect = "mute" });
        var run = await RunAsync(engine, "--concurrency", "2");
        run.Exit.ShouldBe(4);
        run.Error.ShouldContain("none of 1 request came to its end: 1 x the stream has no usage");
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var run = await CommandRun.RunAsync(
            LoadtestCommand.Create(),
            "--base-url",
            "http://127.0.0.1:1/v1",
            "--experts",
            "6,2",
            "--concurrency",
            "0,x",
            "--rate",
            "1",
            "--input",
            "0",
            "--slo",
            "soon"
        );
        run.Exit.ShouldBe(2);
        run.Error.ShouldContain("6 problems");
    }

    [Fact]
    public async Task Results_stand_beside_the_paper_and_the_prediction()
    {
        string Row(string tag, double duration) =>
            $$"""{"tag":"{{tag}}","backend":"vllm","max_concurrency":16,"request_rate":"inf","duration":{{duration}},"completed":32,"total_input_tokens":32768,"total_output_tokens":32768}"""
            + "\n";
        var file = _folder.Write("r.jsonl", Row("na6", 40) + Row("na2", 32));

        var shown = await CommandRun.RunAsync(LoadtestCommand.Create(), "show", file, "--beside", "table08");

        shown.Exit.ShouldBe(0, shown.Error);
        var line = shown
            .Out.Split('\n')
            .Single(text => text.Contains("na2", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // Table 8: 2254 against 1519
        (line[0], line[2], line[3], line[5], line[6]).ShouldBe(("16", "2048", "2254", "1.25", "1.48"));
        shown.Out.ShouldContain("some labels are only claimed");
        shown.Out.Split('\n').Take(4).ShouldAllBe(text => text.Length <= 72);
        (await CommandRun.RunAsync(LoadtestCommand.Create(), "show", file)).Out.ShouldContain(" claimed");
    }

    [Fact]
    public async Task In_this_process_numbers_of_experts_take_turns_on_the_same_prompts()
    {
        string[] load =
        [
            "mini-softmax",
            "--experts",
            "6,2",
            "--concurrency",
            "1,3",
            "--requests",
            "4",
            "--input",
            "5",
            "--output",
            "3",
            "--seed",
            "1",
        ];

        var run = await CommandRun.RunAsync(LoadtestCommand.Create(), [.. load, "--json"]);

        run.Exit.ShouldBe(0, run.Error);
        var rows = run
            .Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .ToArray();
        rows.Select(row => $"{row["max_concurrency"]} {row["tag"]}").ShouldBe(["1 na6", "1 na2", "3 na6", "3 na2"]);
        rows.ShouldAllBe(row =>
            row["backend"]!.GetValue<string>() == "moe"
            && row["hardware"]!.GetValue<string>().StartsWith("this machine's CPU", StringComparison.Ordinal)
        );
        rows.ShouldAllBe(row =>
            row["total_input_tokens"]!.GetValue<int>() == 20
            && row["total_output_tokens"]!.GetValue<int>() == 12
            && row["total_chunks"]!.GetValue<int>() == 12
        );
        rows.ShouldAllBe(row => !row["warm"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_table_fits_a_narrow_terminal_and_ends_with_ratios()
    {
        var half = new ByIndex(IndexRule.Even).Choose(ModelConfig.Load(ModelLocator.Resolve("mini-softmax")), keep: 12);
        var run = await CommandRun.RunAsync(
            LoadtestCommand.Create(),
            "mini-softmax",
            "--experts",
            "6,2",
            "--concurrency",
            "2",
            "--requests",
            "2",
            "--input",
            "3",
            "--output",
            "2",
            "--mask",
            _folder.Write("half.json", half.ToJson())
        );

        run.Exit.ShouldBe(0, run.Error);
        var lines = run.Out.Split('\n');
        lines[0].ShouldStartWith("measured: mini-softmax in this process, this machine's CPU");
        var rows = lines.SkipWhile(line => !line.StartsWith("load", StringComparison.Ordinal)).Take(3).ToArray();
        rows.ShouldAllBe(line => line.Length <= 60);
        rows[1].ShouldContain("6/12");
        rows[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(8); // with a ratio to the line above
        rows[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(7);
    }

    [Theory]
    [InlineData("give MODEL, or --base-url")]
    [InlineData("only one of them can be measured", "mini-softmax", "--base-url", "http://127.0.0.1:9/v1")]
    [InlineData("--mask is for a model in this process", "--base-url", "http://127.0.0.1:9/v1", "--mask", "m.json")]
    [InlineData("--log needs --base-url", "mini-softmax", "--log", "engine.log")]
    [InlineData("25", "mini-softmax", "--experts", "25")]
    [InlineData("--rate and --like", "mini-softmax", "--like", "table08", "--rate", "3")]
    public async Task What_contradicts_itself_is_refused(string says, params string[] args)
    {
        var run = await CommandRun.RunAsync(LoadtestCommand.Create(), args);
        run.Exit.ShouldBe(2, run.Error);
        run.Error.ShouldContain(says);
    }

    [Fact]
    public async Task Lines_are_added_to_results_and_to_nothing_else()
    {
        var mine = _folder.Write("mine.txt", "mine\n");
        var run = await CommandRun.RunAsync(LoadtestCommand.Create(), "mini-softmax", "--out", mine);
        run.Exit.ShouldBe(3);
        run.Error.ShouldContain("is no result of a load test");
        File.ReadAllText(mine).ShouldBe("mine\n");
    }

    private static Task<(int Exit, string Out, string Error)> RunAsync(FakeEngine engine, params string[] args) =>
        CommandRun.RunAsync(LoadtestCommand.Create(), ["--base-url", engine.BaseUrl.AbsoluteUri, .. args]);

    private static string[] Prompts(FakeEngine engine) =>
        [
            .. engine
                .Bodies.Where(body => body.Length > 0)
                .Select(body => JsonNode.Parse(body)!["prompt"]!.ToJsonString()),
        ];
}
