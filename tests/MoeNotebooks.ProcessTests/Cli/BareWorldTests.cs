using System.Diagnostics;

namespace MoeNotebooks.ProcessTests.Cli;

/// <summary>
/// Commands as schedulers and containers start them: streams closed or full, no home, a plain locale, no terminal worth
/// the name.
/// </summary>
public sealed class BareWorldTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Redirections and settings of a shell, and how a command that has something to say then ends.</summary>
    private static readonly (string World, int Exit)[] Worlds =
    [
        ("MOE >&-", 0),
        ("MOE 2>&-", 0),
        ("MOE <&-", 0),
        ("MOE <&- >&- 2>&-", 0),
        ("MOE >/dev/full", 4),
        ("MOE >/dev/full 2>/dev/full", 4),
        ("env -u HOME LANG=C LC_ALL=C TERM=dumb MOE", 0),
        ("HOME=/nonexistent TERM= MOE", 0),
        ("env -i MOE", 0),
        ("MOE | head -n 0; exit 0", 0),
    ];

    private static readonly string[] Commands =
    [
        "doctor mini-softmax --json",
        "generate mini-softmax Hello --max-new-tokens 2",
        "eval mini-softmax --tasks mini_rte --limit 2",
    ];

    public static TheoryData<string> Asked => [.. Commands];

    public void Dispose() => _folder.Dispose();

    /// <summary>As many worlds at a time as there are cores.</summary>
    [Theory]
    [MemberData(nameof(Asked))]
    public async Task It_runs_or_says_one_line(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell and /dev/full");
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Environment.ProcessorCount,
            CancellationToken = TestContext.Current.CancellationToken,
        };
        await Parallel.ForEachAsync(Worlds, options, async (world, _) =>
        {
            var (code, said) = await RunAsync(world.World, command);
            code.ShouldBe(world.Exit, $"{world.World}: {said}");
            said.ShouldNotContain("   at ", customMessage: world.World);
            said.ShouldNotContain("fault of moe", customMessage: world.World);
        });
    }

    [Fact]
    public async Task What_is_written_to_a_file_is_whole_where_standard_output_is_closed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell");
        var (code, said) = await RunAsync(
            "MOE <&- >&-",
            $"prune mini-softmax --criterion first --keep 8 --mask-out {_folder["mask.json"]}"
        );
        code.ShouldBe(0, said);
        File.ReadAllText(_folder["mask.json"]).ShouldStartWith("{\"1\":[0,1,2,3,4,5,6,7]");
    }

    [Theory]
    [InlineData("notebook run a.ipynb out.ipynb", 1)]
    [InlineData("reproduce --notebooks good --out report", 0)]
    [InlineData("eval mini-softmax --tasks mini_rte --limit 2 --output results", 0)]
    [InlineData("prune mini-softmax --criterion first --keep 8 --out small", 0)]
    public async Task Nothing_stays_in_the_temporary_folder(string command, int exit)
    {
        const string Cell =
            """{"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [], "source": "SOURCE"}""";
        const string Notebook = """{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [CELL]}""";
        foreach (
            var (file, source) in new[] { ("a.ipynb", "Environment.FailFast(\\\"x\\\");"), ("good/b.ipynb", "1 + 1") }
        )
        {
            _folder.Write(
                file,
                Notebook.Replace(
                    "CELL",
                    Cell.Replace("SOURCE", source, StringComparison.Ordinal),
                    StringComparison.Ordinal
                )
            );
        }

        var temporary = Directory.CreateDirectory(_folder["temporary"]).FullName;
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "moe.dll"), .. command.Split(' ')]
        )
        {
            WorkingDirectory = _folder.Path,
        };
        start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = temporary;
        start.Environment.Remove("DOTNET_EnableDiagnostics"); // as at a user's
        var (code, _, said) = await ChildRun.RunAsync(start, TimeSpan.FromSeconds(180));
        code.ShouldBe(exit, said);
        Directory.GetFileSystemEntries(temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cache_that_cannot_be_made_is_one_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        var (code, said) = await RunAsync("HF_HOME=/proc/x HF_ENDPOINT=ftp://nowhere MOE", "download org/name");
        code.ShouldBeOneOf(2, 4);
        said.TrimEnd().ShouldNotContain('\n');
        said.ShouldStartWith("moe: ");
    }

    [Fact]
    public async Task A_libtorch_that_is_not_where_it_was_named_is_one_line()
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "moe.dll"), "generate", "mini-softmax", "Hello"]
        )
        {
            WorkingDirectory = Shared.Repository,
        };
        start.Environment["MOE_LIBTORCH"] = _folder.Path;
        var (code, _, said) = await ChildRun.RunAsync(start, TimeSpan.FromSeconds(120));
        code.ShouldBe(4, said);
        said.ShouldStartWith("moe: " + _folder.Path);
        said.TrimEnd().ShouldNotContain('\n');
    }

    private static async Task<(int Exit, string Said)> RunAsync(string world, string command)
    {
        var line = world.Replace(
            "MOE",
            $"\"$DOTNET\" '{Path.Combine(AppContext.BaseDirectory, "moe.dll")}' {command}",
            StringComparison.Ordinal
        );
        var (exit, _, error) = await ChildRun.RunAsync(
            new ProcessStartInfo("/bin/sh", ["-c", $"DOTNET=$(command -v dotnet); {line}"])
            {
                WorkingDirectory = Shared.Repository,
            },
            TimeSpan.FromSeconds(120)
        );
        return (exit, error);
    }
}
