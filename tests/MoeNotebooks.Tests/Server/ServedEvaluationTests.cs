using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Tests.Cli;
using MoeNotebooks.Tests.Evaluation;

namespace MoeNotebooks.Tests.Server;

/// <summary>Evaluation through the server against evaluation in the process.</summary>
[Collection("console")]
[References]
public sealed class ServedEvaluationTests
{
    [Fact]
    public async Task Eval_through_the_server_equals_local_scoring()
    {
        await using var served = await Served.StartAsync(LmEvalGolden.Model);
        string[] task =
        [
            LmEvalGolden.Model,
            "--tasks",
            "arc_easy,winogrande,boolq",
            "--data",
            LmEvalGolden.Data,
            "--limit",
            "20",
        ];
        var local = await CommandRun.RunAsync(EvalCommand.Create(), task);
        var asked = await CommandRun.RunAsync(
            EvalCommand.Create(),
            [.. task, "--backend", "openai", "--base-url", served.BaseUrl.AbsoluteUri, "--served-model", "it"]
        );
        asked.Exit.ShouldBe(0, asked.Error);
        Table(asked.Out).ShouldBe(Table(local.Out));
        Table(asked.Out).ShouldContain("winogrande");
        served.Engine.Status.PromptTokens.ShouldBeGreaterThan(100);
    }

    private static string Table(string text) =>
        string.Join(
            '\n',
            text.Split('\n')
                .Where(line => line.StartsWith('|') || line.StartsWith("mean acc", StringComparison.Ordinal))
        );
}
