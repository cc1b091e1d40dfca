using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Models;
using MoeNotebooks.Tests.Evaluation;
using MoeNotebooks.Tests.Evaluation.Remote;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Cli;

/// <summary>The same model here and behind an engine's API.</summary>
[Collection("console")]
[References]
public sealed class RemoteEvaluationTests
{
    [Theory]
    [InlineData("echo")]
    [InlineData("sglang")]
    public async Task Remote_equals_local(string dialect)
    {
        using var folder = new TemporaryFolder();
        using var model = MoeModel.Open(LmEvalGolden.Model);
        using var engine = new FakeEngine(dialect, prompt => Likelihoods(model, prompt));
        string[] task =
        [
            LmEvalGolden.Model,
            "--tasks",
            "arc_easy,winogrande",
            "--data",
            LmEvalGolden.Data,
            "--limit",
            "10",
        ];
        string[] remote =
        [
            .. task,
            "--backend",
            "openai",
            "--base-url",
            engine.BaseUrl.AbsoluteUri,
            "--store",
            folder["a.db"],
        ];

        var local = await CommandRun.RunAsync(EvalCommand.Create(), task);
        var asked = await CommandRun.RunAsync(EvalCommand.Create(), remote);

        asked.Exit.ShouldBe(0, asked.Error);
        Table(asked.Out).ShouldBe(Table(local.Out));
        asked.Out.ShouldContain(engine.BaseUrl.AbsoluteUri);
        var requests = engine.Requests;
        var again = await CommandRun.RunAsync(EvalCommand.Create(), remote);
        engine.Requests.ShouldBe(requests); // every answer was in the store
        again.Error.ShouldContain("0 answers computed, 20 found");
        Table(again.Out).ShouldBe(Table(local.Out));
    }

    [Fact]
    public async Task A_longest_context_is_honoured_and_cut_items_are_counted_here_and_there()
    {
        using var model = MoeModel.Open(LmEvalGolden.Model);
        var longest = 0;
        using var engine = new FakeEngine("echo", prompt =>
        {
            longest = Math.Max(longest, prompt.Length);
            return Likelihoods(model, prompt);
        });
        string[] task = [LmEvalGolden.Model, "--tasks", "boolq", "--data", LmEvalGolden.Data, "--limit", "10"];
        var asked = await CommandRun.RunAsync(
            EvalCommand.Create(),
            [.. task, "--max-length", "14", "--backend", "openai", "--base-url", engine.BaseUrl.AbsoluteUri]
        );
        asked.Exit.ShouldBe(0, asked.Error);
        longest.ShouldBe(13);
        // 13 tokens too: the last is only predicted
        var local = await CommandRun.RunAsync(EvalCommand.Create(), [.. task, "--max-length", "12"]);
        Table(asked.Out).ShouldBe(Table(local.Out));
        Cut(asked.Out).ShouldContain("cut from the left to what the model takes");
        Cut(asked.Out).ShouldBe(Cut(local.Out));

        static string Cut(string text) =>
            text.Split('\n').First(line => line.Contains("cut from the left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_that_contradict_each_other_are_named()
    {
        var (exit, _, error) = await CommandRun.RunAsync(
            EvalCommand.Create(),
            "any",
            "--tasks",
            "rte",
            "--base-url",
            "http://host/v1"
        );
        exit.ShouldBe(2);
        error.ShouldContain("--base-url: needs --backend openai");
        (exit, _, error) = await CommandRun.RunAsync(
            EvalCommand.Create(),
            LmEvalGolden.Model,
            "--tasks",
            "rte",
            "--data",
            LmEvalGolden.Data,
            "--backend",
            "openai"
        );
        exit.ShouldBe(2);
        error.ShouldContain("--base-url names no address");
        (exit, _, error) = await CommandRun.RunAsync(
            EvalCommand.Create(),
            "any",
            "--tasks",
            "rte",
            "--backend",
            "openai",
            "--base-url",
            "http://host/v1",
            "--dtype",
            "bf16",
            "--memory",
            "1GB"
        );
        exit.ShouldBe(2);
        error.ShouldContain("2 problems: (1) --dtype: is the engine's own affair");
    }

    private static string Table(string text) =>
        string.Join('\n', text.Split('\n').Where(line => line.StartsWith('|') || line.StartsWith("mean acc")));

    /// <summary>What an engine says of each token: its log-likelihood and the likeliest one's.</summary>
    private static (double LogLikelihood, double Best)[] Likelihoods(MoeModel model, int[] prompt)
    {
        lock (model)
        {
            using var scope = NewDisposeScope();
            var logs = model.Forward(tensor(prompt.Select(id => (long)id).ToArray()).unsqueeze(0)).log_softmax(-1)[0]; // [T, V]
            return
            [
                .. prompt.Select(
                    (id, i) =>
                        i == 0 ? (0.0, 0.0) : (logs[i - 1, id].item<float>(), (double)logs[i - 1].max().item<float>())
                ),
            ];
        }
    }
}
