using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Tests.Cli;

/// <summary>No command writes over what it reads, and over nothing else without being told.</summary>
[Collection("console")]
public sealed class OutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OutputTests()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Shared.Repository, "data/models/mini-softmax")))
        {
            File.Copy(file, _folder[Path.GetFileName(file)]);
        }

        _folder.Write("texts.json", "{\"texts\": [\"a\"]}");
        _folder.Write("tokens.json", "{\"sequences\": [[1, 2]]}");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("tokens.json")]
    public async Task Logits_never_replace_an_input(string file)
    {
        var before = File.ReadAllBytes(_folder[file]);
        foreach (var force in new string[][] { [], ["--force"] })
        {
            var (exit, _, error) = await CommandRun.RunAsync(
                LogitsCommand.Create(),
                [_folder.Path, "--tokens", _folder["tokens.json"], "--out", _folder[file], .. force]
            );
            exit.ShouldBe(2);
            error.ShouldContain(file + " is ");
            error.TrimEnd().ShouldNotContain('\n');
        }

        File.ReadAllBytes(_folder[file]).ShouldBe(before);
    }

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("texts.json")]
    public async Task Token_ids_never_replace_an_input(string file)
    {
        var before = File.ReadAllBytes(_folder[file]);
        var (exit, _, error) = await CommandRun.RunAsync(
            TokenizeCommand.Create(),
            _folder.Path,
            "--in",
            _folder["texts.json"],
            "--out",
            _folder[file],
            "--force"
        );
        exit.ShouldBe(2);
        error.ShouldContain(file + " is ");
        File.ReadAllBytes(_folder[file]).ShouldBe(before);
    }

    [Fact]
    public async Task Anything_else_is_replaced_only_with_force()
    {
        using var elsewhere = new TemporaryFolder();
        string[] args = [_folder.Path, "--in", _folder["texts.json"], "--out", elsewhere.Write("ids.json", "mine")];
        var (exit, _, error) = await CommandRun.RunAsync(TokenizeCommand.Create(), args);
        exit.ShouldBe(2);
        error.ShouldContain("ids.json is there already. Name another file, or replace it with --force");
        File.ReadAllText(elsewhere["ids.json"]).ShouldBe("mine");
        (await CommandRun.RunAsync(TokenizeCommand.Create(), [.. args, "--force"])).Exit.ShouldBe(0);
        File.ReadAllText(elsewhere["ids.json"]).ShouldContain("ids_special");
    }

    [Fact]
    public async Task A_store_is_never_a_file_of_the_model()
    {
        var (exit, _, error) = await CommandRun.RunAsync(
            EvalCommand.Create(),
            _folder.Path,
            "--tasks",
            "mini_rte",
            "--limit",
            "1",
            "--store",
            _folder["config.json"]
        );
        exit.ShouldBe(2);
        error.ShouldContain("--store: ");
    }

    [Theory]
    [InlineData("eval", "mini-softmax", "--tasks", "mini_rte", "--output")]
    [InlineData("sweep", "SPEC", "--output")]
    [InlineData("train", "mini-softmax", "--out")]
    [InlineData("prune", "mini-softmax", "--criterion", "first", "--keep", "8", "--out")]
    [InlineData("whatif", "fit", "--out")]
    [InlineData("world", "--out")]
    public async Task A_file_where_a_folder_is_to_be_written_is_refused_before_anything_is_computed(
        string name,
        params string[] args
    )
    {
        var spec = _folder.Write("spec.json", """{"model": "mini-softmax", "tasks": ["mini_rte"], "limit": 1}""");
        var command = AllCommands.Create().Subcommands.Single(command => command.Name == name);
        var (exit, said, error) = await CommandRun.RunAsync(
            command,
            [.. args.Select(word => word == "SPEC" ? spec : word), _folder.Write("mine.txt", "mine")]
        );
        exit.ShouldBe(2, error);
        (said, error).ShouldBe(
            (string.Empty, $"moe: {args[^1]}: {_folder["mine.txt"]} is a file. Name a folder{Environment.NewLine}")
        );
        File.ReadAllText(_folder["mine.txt"]).ShouldBe("mine");
    }

    [Fact]
    public async Task Training_does_not_begin_over_a_model()
    {
        var before = File.ReadAllBytes(_folder["model.safetensors"]);
        var (exit, _, error) = await CommandRun.RunAsync(
            TrainCommand.Create(),
            "mini-softmax",
            "--tokens",
            "1",
            "--out",
            _folder.Path
        );
        exit.ShouldBe(2);
        error.ShouldContain("holds model.safetensors already. Go on with --resume, begin anew with --force");
        File.ReadAllBytes(_folder["model.safetensors"]).ShouldBe(before);
    }

    [Fact]
    public async Task A_world_is_written_over_itself_and_over_another_only_with_force()
    {
        using var elsewhere = new TemporaryFolder();
        (await CommandRun.RunAsync(WorldCommand.Create(), "--out", elsewhere.Path)).Exit.ShouldBe(0);
        (await CommandRun.RunAsync(WorldCommand.Create(), "--out", elsewhere.Path)).Exit.ShouldBe(0);
        var (exit, _, error) = await CommandRun.RunAsync(WorldCommand.Create(), "--out", elsewhere.Path, "--seed", "2");
        exit.ShouldBe(2);
        error.ShouldContain("is there already. Name another file, or replace it with --force");
        (
            await CommandRun.RunAsync(WorldCommand.Create(), "--out", elsewhere.Path, "--seed", "2", "--force")
        ).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task A_description_of_hardware_replaces_nothing_unasked()
    {
        var (exit, _, error) = await CommandRun.RunAsync(
            HardwareCommand.Create(),
            "h200",
            "--out",
            _folder["config.json"]
        );
        exit.ShouldBe(2);
        error.ShouldContain("config.json is there already");
    }

    [Fact]
    public void Links_are_seen_through()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        using var elsewhere = new TemporaryFolder();
        File.CreateSymbolicLink(elsewhere["link"], _folder["model.safetensors"]);
        Should
            .Throw<MoeUsageException>(() => OutputFile.Check("--out", elsewhere["link"], [_folder.Path], replace: true))
            .Message.ShouldContain("which this command reads");
        OutputFile.Check("--out", elsewhere["new"], [_folder.Path], replace: false);
        Should
            .Throw<MoeUsageException>(() => OutputFile.Check("--out", elsewhere.Path, [], replace: true))
            .Message.ShouldContain("is the folder");
    }
}
