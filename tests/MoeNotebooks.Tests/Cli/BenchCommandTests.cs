using System.Text.Json;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Tests.Models;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
public sealed class BenchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_prints_one_array_and_adds_lines_with_where_and_when()
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        var file = _folder["rows.jsonl"];
        string[] arguments =
        [
            _folder["model"],
            "--prompt",
            "4",
            "--decode",
            "2",
            "--batch",
            "1,2",
            "--repetitions",
            "1",
            "--json",
            "--append",
            file,
        ];
        var (code, text, _) = await RunAsync(arguments);
        code.ShouldBe(0);
        using var json = JsonDocument.Parse(text);
        json.RootElement.EnumerateArray()
            .Select(row => row.GetProperty("test").GetString())
            .ShouldBe(["pp4", "tg2", "tg2"]);
        await RunAsync(arguments);
        var lines = File.ReadAllLines(file);
        lines.Length.ShouldBe(6);
        using var last = JsonDocument.Parse(lines[^1]);
        last.RootElement.GetProperty("provenance").GetString().ShouldNotBeNull().ShouldContain("threads");
    }

    [Fact]
    public async Task Its_table_fits_a_terminal_of_60_columns()
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        var (_, text, _) = await RunAsync(
            _folder["model"],
            "--prompt",
            "4",
            "--decode",
            "2",
            "--batch",
            "1,128",
            "--repetitions",
            "1"
        );
        var lines = text.TrimEnd().Split('\n');
        lines.ShouldAllBe(line => line.Length <= 60);
        lines[1].ShouldStartWith("pp4");
        lines[3].ShouldStartWith("tg2       128");
    }

    [Theory]
    [InlineData("MODEL or --random: one of them is needed", "model", "--random", "olmoe")]
    [InlineData("MODEL or --random: one of them is needed")]
    [InlineData("--layers needs --random", "model", "--layers", "2")]
    [InlineData(
        "--experts 6: with --kept 2 there are fewer in each layer",
        "--random",
        "olmoe",
        "--kept",
        "2",
        "--experts",
        "6"
    )]
    [InlineData(
        "--decode says nothing to --layers-only, which times layers",
        "--random",
        "olmoe",
        "--layers-only",
        "--decode",
        "5"
    )]
    [InlineData("--check needs --device cuda", "--random", "olmoe", "--check")]
    [InlineData(
        "--batch: '1,1' names one number twice; (2) --experts: '2,2' names one number twice",
        "--random",
        "olmoe",
        "--batch",
        "1,1",
        "--experts",
        "2,2"
    )]
    [InlineData("--append: is the folder /tmp", "--random", "olmoe", "--append", "/tmp")]
    [InlineData("--append: nothing can be written in /proc", "--random", "olmoe", "--append", "/proc/rows.jsonl")]
    [InlineData("and memory allows", "--random", "olmoe", "--layers", "1", "--batch", "999999999", "--layers-only")]
    [InlineData(
        "--batch: 'x' is no number from 1",
        "--random",
        "olmoe",
        "--layers",
        "1",
        "--batch",
        "1,x",
        "--layers-only"
    )]
    [InlineData("layers: is 99", "--random", "olmoe", "--layers", "99")]
    public async Task What_cannot_be_is_one_line(string message, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        code.ShouldBe(2);
        error.ShouldContain(message);
    }

    [Fact]
    public async Task A_batch_beyond_memory_is_refused_by_what_it_takes()
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        var (code, _, error) = await RunAsync(
            _folder["model"],
            "--prompt",
            "4",
            "--decode",
            "2",
            "--batch",
            "1,999999999"
        );
        code.ShouldBe(2);
        error.ShouldContain("bench: a batch of 999999999 takes ");
        error.ShouldContain("GB of keys, values and logits, and memory allows ");
    }

    private static Task<(int Code, string Text, string Error)> RunAsync(params string[] arguments) =>
        CommandRun.RunAsync(BenchCommand.Create(), arguments);
}
