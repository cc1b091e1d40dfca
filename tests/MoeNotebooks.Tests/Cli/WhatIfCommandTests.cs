using System.Text.Json;
using MoeNotebooks.Cli;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Simulation;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
public sealed class WhatIfCommandTests
{
    private static readonly string[] Device = ["whatif", "deepseek-v2-lite", "--hardware", "h100-sxm"];
    private static readonly string[] Question = [.. Device, "--concurrency", "16"];

    [Fact]
    public async Task Fewer_experts_are_compared_with_the_model_as_trained()
    {
        var text = await RunAsync(0, [.. Question, "--experts", "3", "--dollars-per-hour", "2"]);
        text.ShouldStartWith(
            "deepseek-v2-lite on 1 x h100-sxm, sglang-0.4.4; 16 requests at a time, 1024 tokens in, 1024 out"
        );
        text.ShouldContain("as trained");
        text.ShouldContain("speedup 1.");
        text.ShouldContain("a million output tokens");
    }

    [Fact]
    public async Task Json_is_one_object()
    {
        using var answer = JsonDocument.Parse(await RunAsync(0, [.. Question, "--kept", "16", "--json"]));
        answer.RootElement.GetProperty("kind").GetString().ShouldBe("predicted");
        answer.RootElement.GetProperty("speedup").GetDouble().ShouldBeGreaterThan(1.2);
    }

    [Fact]
    public async Task A_recorded_popularity_and_alike_tokens_make_a_batch_cheaper()
    {
        using var folder = new TemporaryFolder();
        var counts = string.Join(", ", Enumerable.Range(1, 64).Select(rank => 6400 / rank));
        var layers = string.Join(", ", Enumerable.Range(1, 26).Select(layer => $"\"{layer}\": [{counts}]"));
        var file = folder.Write("popularity.json", "{\"model\": \"x\", \"experts\": 64, \"layers\": {" + layers + "}}");
        var plain = Throughput(await RunAsync(0, [.. Question, "--json"]));
        Throughput(await RunAsync(0, [.. Question, "--popularity", file, "--json"])).ShouldBeGreaterThan(1.02 * plain);
        Throughput(await RunAsync(0, [.. Question, "--correlation", "0.9", "--json"]))
            .ShouldBeGreaterThan(1.02 * plain);
        (await RunAsync(2, [.. Question, "--correlation", "2"])).ShouldContain("correlation is 2; it is 0 to 1");
    }

    [Fact]
    public async Task No_request_and_more_experts_than_are_kept_are_refused()
    {
        (await RunAsync(2, [.. Device, "--rate", "0.0001", "--seconds", "1", "--json"])).ShouldContain(
            "--rate: no request arrives in these --seconds"
        );
        (await RunAsync(2, [.. Device, "--experts", "8", "--kept", "4"])).ShouldContain(
            "--experts is 8; only 4 are kept"
        );
    }

    [Fact]
    public async Task A_rate_is_simulated_in_the_names_of_serving_benchmarks()
    {
        (await RunAsync(0, [.. Device, "--rate", "1", "--seconds", "60"])).ShouldContain(
            "requests per second with TTFT up to 2,000 ms and TPOT up to 50 ms"
        );
        using var answer = JsonDocument.Parse(
            await RunAsync(0, [.. Device, "--rate", "1", "--seconds", "60", "--json"])
        );
        var (model, engine) = (ServedModel.Load("deepseek-v2-lite"), EngineDescription.Load("sglang-0.4.4"));
        var same = ServingSimulation.Run(
            new ServingModel(
                model,
                HardwareCatalog.Load("h100-sxm"),
                new Deployment(),
                engine,
                ExpertLoad.Uniform(model)
            ),
            engine,
            TraceRequest.AtRate(1, 60, 1024, 1024),
            TestContext.Current.CancellationToken
        );
        double Said(string name) => answer.RootElement.GetProperty(name).GetDouble();
        (Said("median_ttft_ms"), Said("mean_tpot_ms"), Said("p99_itl_ms")).ShouldBe(
            (same.TimeToFirstToken!.Median, same.TimePerOutputToken!.Mean, same.InterTokenLatency!.P99)
        );
        Said("output_throughput")
            .ShouldBe(1024.0 * same.Requests.Count / same.Seconds, 1e-9 * Said("output_throughput"));
        Said("request_goodput")
            .ShouldBe(
                same.Requests.Count(one => one.TimeToFirstToken <= 2 && one.TimePerOutputToken <= 0.05) / same.Seconds,
                1e-12
            );
    }

    [Fact]
    public async Task All_that_is_out_of_range_is_said_at_once() =>
        (
            await RunAsync(
                2,
                "whatif",
                "deepseek-v3",
                "--kept",
                "1000",
                "--input",
                "0",
                "--tensor-parallel",
                "3",
                "--rate",
                "-1"
            )
        ).ShouldContain("4 problems");

    [Fact]
    public async Task Names_that_are_not_known_are_said_with_all_else()
    {
        var said = await RunAsync(
            2,
            "whatif",
            "deepseek-v2-lite",
            "--hardware",
            "nix",
            "--engine",
            "none",
            "--correlation",
            "3",
            "--dollars-per-hour",
            "-1"
        );
        said.ShouldContain("4 problems: (1) nix: no such hardware description");
        said.ShouldContain("--correlation is 3; it is 0 to 1");
        (await RunAsync(4, "whatif", "deepseek-v2-lite", "--hardware", "nix")).ShouldStartWith(
            "moe: nix: no such hardware description"
        ); // alone, it is what is missing
    }

    [Fact]
    public async Task What_is_wrong_with_every_layer_of_a_popularity_is_said_once()
    {
        using var folder = new TemporaryFolder();
        var counts = string.Join(", ", Enumerable.Range(0, 64).Select(expert => expert == 5 ? 9 : 0));
        var layers = string.Join(", ", Enumerable.Range(1, 26).Select(layer => $"\"{layer}\": [{counts}]"));
        var file = folder.Write("popularity.json", "{\"model\": \"x\", \"experts\": 64, \"layers\": {" + layers + "}}");
        (await RunAsync(2, [.. Question, "--popularity", file])).ShouldContain(
            "popularity has 1 experts above 0 among 64; it needs one number for each of 64, at least 6 of them above 0 (so in 26 layers)"
        );
    }

    [Theory]
    [InlineData("--rate and --concurrency: only one of them can hold", "--rate", "1", "--concurrency", "4")]
    [InlineData("--seconds needs --rate", "--seconds", "10")]
    [InlineData("--slo-tpot-ms needs --rate", "--slo-tpot-ms", "10")]
    [InlineData(
        "--rate times --seconds is 864000000 requests; 1000000 at most",
        "--rate",
        "10000",
        "--seconds",
        "86400"
    )]
    [InlineData("--rate is NaN; it is above 0", "--rate", "NaN")]
    [InlineData("--seconds is NaN; it is above 0", "--rate", "1", "--seconds", "NaN")]
    [InlineData("--dollars-per-hour is NaN; it is above 0", "--dollars-per-hour", "NaN")]
    public async Task A_load_that_contradicts_itself_or_never_ends_is_refused(string problem, params string[] more) =>
        (await RunAsync(2, [.. Device, .. more])).ShouldContain(problem);

    [Fact]
    public async Task An_allocation_beyond_the_layers_is_said() =>
        (await RunAsync(0, [.. Device, "--allocation", "6,4,2,99"])).ShouldContain("26 MoE layers");

    [Fact]
    public async Task Every_published_cell_is_one_line_of_json()
    {
        var lines = (await RunAsync(0, "whatif", "validate", "--json")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        lines.Length.ShouldBe(206 + 28 + 7 + 2);
        lines[0].ShouldStartWith("""{"table":"table08","concurrency":2,"column":"na6",""");
        lines.ShouldAllBe(line =>
            line.Contains("\"paper\":") && line.Contains("\"predicted\":") && line.Contains("\"fitted\":")
        );
    }

    [Fact]
    public async Task Every_row_of_a_gpu_comes_back_with_its_prediction()
    {
        var file = Path.Combine(Shared.Repository, "data", "measured", "h100-decode.jsonl");
        var lines = (await RunAsync(0, "whatif", "validate", "--measured", file, "--hardware", "h200", "--json")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        lines.Length.ShouldBe(File.ReadLines(file).Count() - 1); // but the machine's
        lines[0]
            .ShouldStartWith(
                """{"row":{"test":"skip","batch":1,"kept":64,"active":6,"step_ms":5.614,"tok_per_s":178.1},"measured":178.1,"predicted":"""
            );
    }

    [Fact]
    public async Task A_device_is_shown_with_its_sources() =>
        (await RunAsync(0, "hardware", "h200")).ShouldContain("NVIDIA's data sheet of the H200");

    private static async Task<string> RunAsync(int exit, params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        try
        {
            Console.SetOut(written);
            Console.SetError(written);
            (await Runner.RunAsync(AllCommands.Create(), args)).ShouldBe(exit);
            return written.ToString();
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    private static double Throughput(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return answer.RootElement.GetProperty("tokens_per_second").GetDouble();
    }
}
