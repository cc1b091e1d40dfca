using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
[References]
public sealed class EvalCommandTests
{
    [Theory]
    [InlineData(2, "--served-model: needs --backend openai", "mini-softmax", "--tasks", "mini", "--served-model", "x")]
    [InlineData(2, "--concurrency: needs --backend openai", "mini-softmax", "--tasks", "mini", "--concurrency", "3")]
    [InlineData(2, "--tasks: is missing", "any")]
    [InlineData(2, "no task is called 'arc'", "any", "--tasks", "arc")]
    [InlineData(2, "--limit 0", "any", "--tasks", "rte", "--limit", "0")]
    [InlineData(
        2,
        "2 problems: (1) --experts and --allocation: only one of them can hold; (2) --log-samples: needs --output",
        "any",
        "--tasks",
        "rte",
        "--experts",
        "1",
        "--allocation",
        "1,1,1,1",
        "--log-samples"
    )]
    [InlineData(
        2,
        "--experts and --policy: only one of them can hold",
        "any",
        "--tasks",
        "rte",
        "--experts",
        "1",
        "--policy",
        "p.json"
    )]
    [InlineData(2, "--max-length 0", "any", "--tasks", "rte", "--max-length", "0")]
    [InlineData(2, "--kl: needs --perplexity", "any", "--tasks", "rte", "--kl")]
    [InlineData(4, "any: is neither a folder", "any", "--tasks", "rte")]
    public async Task What_cannot_be_done_is_said_in_one_line(int code, string message, params string[] args)
    {
        var (exit, _, error) = await RunAsync(args);
        exit.ShouldBe(code);
        error.ShouldContain(message);
        error.TrimEnd().ShouldNotContain('\n');
    }

    [Fact]
    public async Task An_evaluation_prints_the_table_and_writes_the_files()
    {
        using var folder = new TemporaryFolder();
        string[] args =
        [
            LmEvalGolden.Model,
            "--tasks",
            "rte,arc_easy",
            "--data",
            LmEvalGolden.Data,
            "--limit",
            "4",
            "--experts",
            "2",
            "--output",
            folder.Path,
            "--log-samples",
        ];
        var (exit, text, error) = await RunAsync(args);
        exit.ShouldBe(0);
        text.ShouldContain("2 active experts");
        text.ShouldContain("|rte     |      1|none  |     0|acc");
        text.ShouldContain("mean acc of 2 tasks");
        Directory
            .GetFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Count(file => file.Contains("results_") || file.Contains("samples_"))
            .ShouldBe(3);
        error.ShouldContain("8 answers computed, 0 found");
        (await RunAsync(args)).Error.ShouldContain("0 answers computed, 8 found"); // a run that was stopped goes on
    }

    [Fact]
    public async Task A_policy_and_a_mask_come_from_files_and_are_told()
    {
        using var folder = new TemporaryFolder();
        var policy = folder.Write("policy.json", """{"policy":"relativeThreshold","t":0.9,"weights":"renormalise"}""");
        var mask = folder.Write("mask.json", "{\"1\": [0, 1, 2, 3, 4, 5]}");
        string[] args =
        [
            LmEvalGolden.Model,
            "--tasks",
            "rte",
            "--data",
            LmEvalGolden.Data,
            "--limit",
            "4",
            "--policy",
            policy,
            "--mask",
            mask,
            "--output",
            folder.Path,
        ];
        var (exit, text, error) = await RunAsync(args);
        exit.ShouldBe(0, error);
        text.ShouldContain("threshold 0.9, at least 1, weights renormalised: at most 6 active experts, ");
        text.ShouldContain(" per token on average, ");
        text.ShouldContain(" distinct per step; pruned to 6 experts per layer");
        var run = JsonNode.Parse(
            File.ReadAllText(Directory.GetFiles(folder.Path, "results_*", SearchOption.AllDirectories).Single())
        )!["moe"]!;
        run["policy"]!["policy"]!.GetValue<string>().ShouldBe("relativeThreshold");
        run["measured_experts"]!.GetValue<double>().ShouldBeInRange(1, 3);
        run["distinct_experts_per_step"]!.GetValue<double>().ShouldBeInRange(3, 64);
        run["pruning"]!["1"]!.AsArray().Count.ShouldBe(6);
        run["pruning_sha256"]!
            .GetValue<string>()
            .ShouldBe("8721847105b2b3ca9e3a82742e61ce6b7c1f75f046198791527cde236454e4be");
        (await RunAsync(args)).Out.ShouldContain("at most 6 active experts");
    }

    [Theory]
    [InlineData(4, "nowhere.json: there is no such file", null)]
    [InlineData(3, "t: is 7; a threshold is from 0 to 1", """{"policy":"relativeThreshold","t":7}""")]
    [InlineData(3, "policy", "{}")]
    public async Task A_policy_file_that_is_none_is_refused_in_one_line(int code, string message, string? json)
    {
        using var folder = new TemporaryFolder();
        var file = json is null ? "nowhere.json" : folder.Write("policy.json", json);
        var (exit, _, error) = await RunAsync("any", "--tasks", "rte", "--policy", file);
        exit.ShouldBe(code);
        error.ShouldContain(message);
        error.TrimEnd().ShouldNotContain('\n');
    }

    [Fact]
    public async Task Results_can_be_JSON_and_a_text_can_be_measured()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "a.txt",
            string.Concat(Enumerable.Repeat("The earth goes around the sun in one year. ", 30))
        );
        var (exit, text, _) = await RunAsync(
            LmEvalGolden.Model,
            "--perplexity",
            file,
            "--kl",
            "--experts",
            "1",
            "--json",
            "--batch-tokens",
            "100"
        );
        exit.ShouldBe(0);
        var result = JsonNode.Parse(text)!["text"]!;
        var (loss, divergence) = Plainly(File.ReadAllText(file));
        result["perplexity"]!.GetValue<double>().ShouldBe(Math.Exp(loss), 1e-3 * Math.Exp(loss));
        result["kl_from_full"]!.GetValue<double>().ShouldBe(divergence, 1e-3 * divergence);
    }

    /// <summary>
    /// Loss per token with one expert and divergence from all six, in nats: windows of 100 tokens, one forward pass
    /// after another.
    /// </summary>
    private static (double Loss, double Divergence) Plainly(string text)
    {
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(LmEvalGolden.Model);
        int[] ids = [.. model.Tokenizer.Encode(text, addSpecialTokens: true)];
        var (loss, divergence) = (0.0, 0.0);
        for (var start = 0; start + 1 < ids.Length; start += 100)
        {
            var end = Math.Min(ids.Length - 1, start + 100);
            var window = tensor(ids[start..end].Select(id => (long)id).ToArray(), [1, end - start]);
            Tensor one = model.Forward(window, policy: new TopK(1)).log_softmax(-1),
                all = model.Forward(window).log_softmax(-1);
            loss -= one.gather(
                    2,
                    tensor(ids[(start + 1)..(end + 1)].Select(id => (long)id).ToArray(), [1, end - start, 1])
                )
                .sum()
                .item<float>();
            divergence += (all.exp() * (all - one)).sum().item<float>();
        }

        return (loss / (ids.Length - 1), divergence / (ids.Length - 1));
    }

    private static Task<(int Exit, string Out, string Error)> RunAsync(params string[] args) =>
        CommandRun.RunAsync(EvalCommand.Create(), args);
}
