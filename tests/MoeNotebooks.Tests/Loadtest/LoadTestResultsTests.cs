using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Loadtest;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Tests.Loadtest;

public sealed class LoadTestResultsTests
{
    // The fields of SGLang's bench_serving, values made up; Python writes infinity bare.
    private const string Sglang =
        """{"tag": null, "backend": "sglang", "dataset_name": "random", "request_rate": Infinity, "max_concurrency": 16, "sharegpt_output_len": null, "random_input_len": 1024, "random_output_len": 1024, "random_range_ratio": 1.0, "server_info": {"model_path": "deepseek-ai/DeepSeek-V2-Lite", "json_model_override_args": "{\"num_experts_per_tok\": 4}", "tp_size": 2}, "duration": 120.5, "completed": 64, "total_input_tokens": 65536, "total_output_tokens": 65536, "total_output_tokens_retokenized": 65411, "request_throughput": 0.53, "input_throughput": 543.9, "output_throughput": 543.9, "mean_e2e_latency_ms": 30100.0, "median_e2e_latency_ms": 30050.0, "std_e2e_latency_ms": 80.0, "p99_e2e_latency_ms": 30400.0, "mean_ttft_ms": 800.5, "median_ttft_ms": 790.25, "std_ttft_ms": 20.0, "p99_ttft_ms": 900.0, "mean_tpot_ms": 28.6, "median_tpot_ms": 28.5, "std_tpot_ms": 0.1, "p99_tpot_ms": 29.0, "mean_itl_ms": 28.6, "median_itl_ms": 28.4, "std_itl_ms": 1.0, "p95_itl_ms": 29.9, "p99_itl_ms": 31.0, "concurrency": 15.98, "accept_length": null}""";

    [Fact]
    public void A_line_of_SGLangs_is_read_with_its_experts()
    {
        var result = LoadTestResults.Parse("run.jsonl", "line 1", Sglang);

        (result.Column, result.Evidence).ShouldBe(("na4", "json_model_override_args in server_info"));
        (result.Backend, result.Concurrency, result.Rate).ShouldBe(("sglang", 16, null));
        (result.InputTokens, result.OutputTokens).ShouldBe((1024, 1024));
        result.TokensPerSecond.ShouldBe(131072 / 120.5, 1e-9);
        (result.MedianFirstToken, result.MedianPerToken).ShouldBe((790.25, 28.5));
        result.Failed.ShouldBeNull();
        result.IsWarm.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"tag\": null", "\"tag\": \"na5\"", "na4")] // what the engine says counts before what a user wrote
    [InlineData("{\\\"num_experts_per_tok\\\": 4}", "{}", null)]
    public void Labels_come_from_the_engine_first(string old, string replaced, string? column) =>
        LoadTestResults
            .Parse("run.jsonl", "line 1", Sglang.Replace(old, replaced, StringComparison.Ordinal))
            .Column.ShouldBe(column);

    [Fact]
    public void A_tag_is_a_label_that_nothing_shows()
    {
        var result = LoadTestResults.Parse(
            "run.jsonl",
            "line 1",
            Sglang
                .Replace("{\\\"num_experts_per_tok\\\": 4}", "{}", StringComparison.Ordinal)
                .Replace("\"tag\": null", "\"tag\": \"na4\"", StringComparison.Ordinal)
        );
        (result.Column, result.Evidence).ShouldBe(("na4", null));
    }

    [Fact]
    public void What_is_written_has_SGLangs_names_and_is_read_again()
    {
        using var folder = new TemporaryFolder();
        var run = Run(new MeasuredExperts(4, null, "num_experts_per_tok 4 in /server_info"), new LoadStep(2, null, 2));

        LoadTestResults.Append(folder["out.jsonl"], run.ToRow(details: true));
        LoadTestResults.Append(folder["out.jsonl"], run.ToRow(details: false));

        var lines = File.ReadAllLines(folder["out.jsonl"]);
        var written = JsonNode.Parse(lines[0])!.AsObject();
        var known = JsonNode.Parse(Sglang.Replace("Infinity", "\"inf\"", StringComparison.Ordinal))!.AsObject();
        string[] notOurs = ["sharegpt_output_len", "server_info", "total_output_tokens_retokenized", "accept_length"];
        known.Select(field => field.Key).Except(notOurs).Except(written.Select(field => field.Key)).ShouldBeEmpty();
        string[] details = ["input_lens", "output_lens", "ttfts", "itls", "errors"];
        details.Except(written.Select(field => field.Key)).ShouldBeEmpty();
        written["request_rate"]!.GetValue<string>().ShouldBe("inf");
        var read = LoadTestResults.Load(folder["out.jsonl"]);
        read.Count.ShouldBe(2);
        read[0].ShouldBe(read[1]);
        (read[0].Column, read[0].Evidence, read[0].Concurrency).ShouldBe(
            ("na4", "num_experts_per_tok 4 in /server_info", 2)
        );
        read[0].TokensPerSecond.ShouldBe(run.Metrics.TokensPerSecond);
    }

    [Fact]
    public void An_open_loop_has_a_rate_and_no_concurrency()
    {
        var read = LoadTestResults.Parse(
            "f",
            "line 1",
            BenchServingJson.Write(Run(new MeasuredExperts(null, null, null), new LoadStep(null, 2.5, 2)).ToRow(false))
        );
        (read.Rate, read.Concurrency, read.Column).ShouldBe((2.5, null, null));
    }

    [Theory]
    [InlineData("{}", "4 problems: (1) duration is missing")]
    [InlineData(
        """{"duration":0,"completed":1,"total_input_tokens":1,"total_output_tokens":1}""",
        "duration is 0; it is above 0"
    )]
    [InlineData("""{"duration":"NaN"}""", "line 7: is no result of a load test")]
    [InlineData("""{"completed":"many"}""", "line 7: is no result of a load test")]
    [InlineData("null", "line 7: holds null")]
    [InlineData("<html>", "line 7: is no result of a load test")]
    public void What_is_no_result_is_refused(string line, string says) =>
        Should
            .Throw<MoeDataException>(() => LoadTestResults.Parse("run.jsonl", "line 7", line))
            .Message.ShouldContain(says);

    [Fact]
    public void Beside_a_table_each_cell_has_three_values_and_three_speedups()
    {
        PaperCell Cell(string column, double paper, double predicted) =>
            new("table08", 16, column, 1024, 1024, paper, predicted, false, null);
        var four = LoadTestResults.Parse("f", "line 1", Sglang);
        var six = four with { Column = "na6", TokensPerSecond = four.TokensPerSecond / 1.25 };

        var rows = ComparedLoad.Of(
            [four, six, four with { Column = null }, four with { Concurrency = null, Rate = 1 }],
            [Cell("na6", 1500, 1600), Cell("na4", 1800, 2000)]
        );

        rows.Select(row => row.Column).ShouldBe(["na6", "na4"]);
        rows[1]
            .ShouldBe(
                new ComparedLoad(
                    "na4",
                    16,
                    four.TokensPerSecond,
                    1800,
                    2000,
                    four.TokensPerSecond / six.TokensPerSecond,
                    1.2,
                    1.25
                )
            );
    }

    private static LoadRun Run(MeasuredExperts experts, LoadStep step) =>
        new(
            new LoadSetting("sglang", "m", "H100", new LoadPlan([step], 8, 3, 0, 17, LoadObjectives.Parse("ttft=250"))),
            experts,
            step,
            DateTimeOffset.UnixEpoch,
            [
                new()
                {
                    Due = 0,
                    FirstContent = 0.2,
                    Finished = 1,
                    Gaps = [0.4, 0.4],
                    InputTokens = 8,
                    OutputTokens = 3,
                    CachedTokens = 0,
                },
                new()
                {
                    Due = 0,
                    FirstContent = 0.3,
                    Finished = 1,
                    Gaps = [0.7],
                    InputTokens = 8,
                    OutputTokens = 3,
                    CachedTokens = 0,
                },
            ]
        );
}
