using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Commands;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
[References]
public sealed class ImportCommandTests
{
    [Fact]
    public async Task A_run_is_imported_once()
    {
        using var folder = new TemporaryFolder();
        string[] args = [Shared.Folder("golden/lm-eval/zero-shot"), "--store", folder["a.db"], "--name", "tiny"];
        var (exit, text, error) = await CommandRun.RunAsync(ImportCommand.Create(), args);

        exit.ShouldBe(0, error);
        text.ShouldContain("tiny, rte: 120 answers, 120 new, acc 0.4833 ± 0.0458 (imported)");
        (await CommandRun.RunAsync(ImportCommand.Create(), args)).Out.ShouldContain(
            "tiny, rte: 120 answers, 0 new, acc 0.4833 ± 0.0458 (imported)"
        );
        var lines = (await CommandRun.RunAsync(ImportCommand.Create(), [.. args, "--json"])).Out.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        var rte = lines.Select(line => JsonNode.Parse(line)!).Single(line => line["task"]!.GetValue<string>() == "rte");
        rte["answers"]!.GetValue<int>().ShouldBe(120);
        rte["new"]!.GetValue<int>().ShouldBe(0);
        rte["acc"]!.GetValue<double>().ShouldBe(0.4833, 0.0001);
    }

    [Fact]
    public async Task A_folder_without_a_run_is_missing()
    {
        using var folder = new TemporaryFolder();
        var (exit, _, error) = await CommandRun.RunAsync(
            ImportCommand.Create(),
            folder.Path,
            "--store",
            folder["a.db"]
        );

        exit.ShouldBe(4);
        error.ShouldContain("holds no results_*.json");
        File.Exists(folder["a.db"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("3", "-1")]
    public async Task Experts_are_counted_from_one(params string[] experts)
    {
        using var folder = new TemporaryFolder();
        var (exit, _, error) = await CommandRun.RunAsync(
            ImportCommand.Create(),
            [folder.Path, "--store", folder["a.db"], "--experts", .. experts]
        );
        exit.ShouldBe(2);
        error.ShouldContain($"--experts {experts[^1]}: must be at least 1");
    }
}
