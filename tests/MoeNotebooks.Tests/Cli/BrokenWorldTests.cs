using System.CommandLine;
using MoeNotebooks.Cli.Commands;

namespace MoeNotebooks.Tests.Cli;

/// <summary>
/// Every command in worlds where something is missing, full or closed: one line, an exit code of ours, never a stack
/// trace.
/// </summary>
[Collection("console")]
public sealed class BrokenWorldTests : IDisposable
{
    private static readonly string[] Notebook =
    [
        """{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}""",
    ];
    private readonly TemporaryFolder _folder = new();

    /// <summary>
    /// Each command that does something, with a small task for it; OUT stands for what it writes, IN-x for what it
    /// reads.
    /// </summary>
    private static readonly Dictionary<string, string[]> Tasks = new()
    {
        ["bench"] =
        [
            "mini-softmax",
            "--prompt",
            "2",
            "--decode",
            "2",
            "--batch",
            "1",
            "--repetitions",
            "1",
            "--append",
            "OUT",
        ],
        ["calibrate"] = ["mini-softmax", "--policy", "median-ratio", "--calibration", "IN-plain", "--out", "OUT"],
        ["doctor"] = ["mini-softmax"],
        ["download"] = ["org/name"],
        ["eval"] = ["mini-softmax", "--tasks", "mini_boolq", "--limit", "1", "--output", "OUT"],
        ["generate"] = ["mini-softmax", "Hello", "--max-new-tokens", "1"],
        ["hardware"] = ["l40s"],
        ["import"] = ["IN-folder", "--store", "OUT"],
        ["info"] = ["mini-softmax"],
        ["loadtest"] =
        [
            "mini-softmax",
            "--concurrency",
            "1",
            "--requests",
            "1",
            "--input",
            "2",
            "--output",
            "2",
            "--out",
            "OUT",
        ],
        ["loadtest check"] = ["--base-url", "http://127.0.0.1:9/v1", "--experts", "4"], // nobody listens there
        ["loadtest show"] = ["IN-results", "--beside", "table08"],
        ["logits"] = ["mini-softmax", "--tokens", "IN-tokens", "--out", "OUT"],
        ["merge"] = ["OUT", "IN-store"],
        ["notebook run"] = ["IN-notebook", "OUT"],
        ["notebook export"] = ["IN-notebook", "--out", "OUT"],
        ["notebook html"] = ["IN-notebook", "OUT"],
        ["prune"] = ["mini-softmax", "--criterion", "first", "--keep", "16", "--mask-out", "OUT"],
        ["reproduce"] = ["--notebooks", "IN-notebooks", "--out", "OUT"],
        ["search"] =
        [
            "mini-softmax",
            "--budget",
            "50%",
            "--method",
            "lexi",
            "--tasks",
            "mini_boolq",
            "--limit",
            "8",
            "--out",
            "OUT",
        ],
        ["serve"] = ["mini-softmax"],
        ["store show"] = ["IN-store"],
        ["sweep"] = ["IN-spec", "--store", "OUT"],
        ["tokenize"] = ["mini-softmax", "--in", "IN-texts", "--out", "OUT"],
        ["trace import"] = ["IN-answers", "--model", "mini-softmax", "--out", "OUT"],
        ["trace replay"] = ["IN-trace", "--experts", "1"],
        ["trace show"] = ["IN-trace"],
        ["train"] = ["mini-softmax", "--tokens", "1", "--out", "OUT"],
        ["whatif"] = ["mini-softmax"],
        ["whatif fit"] = ["--out", "OUT"],
        ["whatif validate"] = ["--measured", "IN-measured"],
        ["world"] = ["--out", "OUT"],
        ["world check"] = [],
    };

    public static TheoryData<string> Names => [.. Tasks.Keys];

    /// <summary>Those that read something.</summary>
    public static TheoryData<string> Readers =>
        [.. Tasks.Keys.Except(["hardware", "train", "whatif fit", "world", "world check"])];

    /// <summary>Those that are over in a moment; a server is not.</summary>
    public static TheoryData<string> Quick => [.. Tasks.Keys.Except(["serve", "train", "whatif fit", "world check"])];

    /// <summary>Those that write something.</summary>
    public static TheoryData<string> Writers =>
        [.. Tasks.Where(task => task.Value.Contains("OUT")).Select(task => task.Key)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_command_has_a_task_here()
    {
        var all = AllCommands
            .Create()
            .Subcommands.Where(command => !command.Hidden)
            .SelectMany(command =>
                command
                    .Subcommands.Select(sub => $"{command.Name} {sub.Name}")
                    .Concat(command.Action is null ? [] : [command.Name])
            );
        all.Order().ShouldBe(Tasks.Keys.Order(), "a new command needs a row in Tasks");
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task A_folder_that_cannot_be_written_is_one_line_before_anything_is_computed(string name)
    {
        var run = await RunAsync(name, Path.Combine(_folder.Write("file", "x"), "out"));
        ShouldBeOneLine(run);
        run.Out.ShouldBeEmpty();
        if (run.Exit != 4) // where an input is missing too, that may be said first
        {
            run.Error.ShouldContain("file is a file, not a folder. Name another place");
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task What_it_reads_is_not_there(string name) =>
        ShouldBeOneLine(await RunAsync(name, _folder["out"], inputs: null, "nowhere"));

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task What_it_reads_is_garbage(string name)
    {
        Directory.CreateDirectory(_folder["garbage"]);
        foreach (
            var file in new[] { "config.json", "tokenizer.json", "model.safetensors", "results_1.json", "a.ipynb" }
        )
        {
            _folder.Write("garbage/" + file, "\0\u0001<html>{[");
        }

        ShouldBeOneLine(await RunAsync(name, _folder["out"], _folder.Write("garbage.json", "\0{"), _folder["garbage"]));
    }

    [Theory]
    [MemberData(nameof(Quick))]
    public async Task Standard_output_is_full(string name)
    {
        var run = await RunAsync(name, _folder["out"], output: new FullWriter());
        run.Exit.ShouldBeOneOf(0, 2, 3, 4);
        ShouldSayNoMoreThanALine(run.Error);
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("logits")]
    [InlineData("train")]
    public async Task No_GPU_is_one_line(string name)
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "this machine has a GPU");
        var run = await RunAsync(name, _folder["out"], more: ["--device", "cuda"]);
        run.Exit.ShouldBe(2);
        run.Error.ShouldContain("--device: is cuda, and libtorch sees no CUDA device");
        ShouldBeOneLine(run);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_unknown_option_is_never_taken_for_an_argument(string name)
    {
        var run = await CommandRun.RunAsync(Command(name), [.. name.Split(' ').Skip(1), "--xyzzy"]);
        run.Exit.ShouldBe(2);
        ShouldBeOneLine(run);
    }

    private async Task<(int Exit, string Out, string Error)> RunAsync(
        string name,
        string target,
        string? inputs = "",
        string model = "mini-softmax",
        TextWriter? output = null,
        string[]? more = null
    )
    {
        var endpoint = Environment.GetEnvironmentVariable("HF_ENDPOINT");
        // Refused at once: no test waits for a network
        Environment.SetEnvironmentVariable("HF_ENDPOINT", name == "download" ? "ftp://nowhere" : endpoint);
        try
        {
            string[] args =
            [
                .. Tasks[name]
                    .Select(word =>
                        word switch
                        {
                            "OUT" => target,
                            "mini-softmax" when name != "train" => model,
                            _ when word.StartsWith("IN-", StringComparison.Ordinal) => inputs switch
                            {
                                null => _folder["nowhere"],
                                "" => Input(word),
                                _ => inputs,
                            },
                            _ => word,
                        }
                    ),
            ];
            return await CommandRun.RunAsync(
                Command(name),
                output,
                [.. name.Split(' ').Skip(1), .. args, .. more ?? []]
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable("HF_ENDPOINT", endpoint);
        }
    }

    private string Input(string word) =>
        word switch
        {
            "IN-tokens" => _folder.Write("tokens.json", """{"sequences": [[1, 2]]}"""),
            "IN-texts" => _folder.Write("texts.json", """{"texts": ["a"]}"""),
            "IN-plain" => _folder.Write("plain.txt", "Where does the animal live?"),
            "IN-notebook" => _folder.Write("a.ipynb", Notebook[0]),
            "IN-notebooks" => Path.GetDirectoryName(_folder.Write("notebooks/a.ipynb", Notebook[0]))!,
            "IN-spec" => _folder.Write(
                "spec.json",
                """{"model": "mini-softmax", "tasks": ["mini_boolq"], "limit": 1}"""
            ),
            _ => _folder["nowhere"],
        };

    private static Command Command(string name) =>
        AllCommands.Create().Subcommands.Single(command => command.Name == name.Split(' ')[0]);

    private static void ShouldBeOneLine((int Exit, string Out, string Error) run)
    {
        run.Exit.ShouldBeOneOf(2, 3, 4);
        run.Error.ShouldContain("moe: ");
        ShouldSayNoMoreThanALine(run.Error);
    }

    private static void ShouldSayNoMoreThanALine(string error)
    {
        error
            .Split('\n')
            .Count(line => line.StartsWith("moe: ", StringComparison.Ordinal))
            .ShouldBeLessThanOrEqualTo(1, error);
        error.ShouldNotContain("   at ");
        error.ShouldNotContain("fault of moe");
    }

    /// <summary>A disk that is full, as standard output.</summary>
    private sealed class FullWriter : StringWriter
    {
        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Write(string? value) => throw new IOException("No space left on device");

        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }
}
