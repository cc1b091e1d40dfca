using System.Diagnostics;

namespace MoeNotebooks.ProcessTests.Cli;

/// <summary>
/// Keys, and passwords within addresses, in the environment: whatever commands do, none is in what they say or write.
/// </summary>
public sealed class SecretTests : IDisposable
{
    private const string Marker = "s3cr3tM4rk3r";
    private readonly TemporaryFolder _folder = new();

    /// <summary>Commands that use the secrets, that fail with them, and that write down where they ran.</summary>
    private static readonly (string Line, int Exit)[] Commands =
    [
        ("doctor mini-softmax --json", 0),
        ("download org/name", 4), // through a proxy that is not there
        ("download org/other", 2), // from an address with a password
        ("eval mini-softmax --tasks mini_rte --limit 2 --backend openai --base-url http://127.0.0.1:9/v1", 4),
        ("eval mini-softmax --tasks mini_rte --limit 2 --output OUT/eval --log-samples", 0),
        ("loadtest check --base-url http://user:s3cr3tM4rk3r@127.0.0.1:9/v1 --experts 4", 2),
        ("loadtest mini-softmax --concurrency 1 --requests 2 --warmup 0 --input 3 --output 4 --out OUT/load.jsonl", 0),
        ("notebook run NOTEBOOK OUT/run.ipynb", 1),
        ("reproduce --notebooks NOTEBOOKS --out OUT/reproduce", 1),
        ("serve mini-softmax --port 0", 0), // stopped after some seconds
    ];

    public void Dispose() => _folder.Dispose();

    /// <summary>All at once: most of them wait.</summary>
    [Fact]
    public async Task No_secret_is_in_what_is_said_or_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs timeout (coreutils)");
        _folder.Write(
            "notebooks/a.ipynb",
            """
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
              {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [], "source": "#r \"DLL\""},
              {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "outputs": [], "source": "MoeNotebooks.Notebooks.Session.Start();"},
              {"cell_type": "code", "id": "c", "metadata": {}, "execution_count": null, "outputs": [], "source": "throw new System.InvalidOperationException(\"no\");"}]}
            """.Replace(
                "DLL",
                Path.Combine(AppContext.BaseDirectory, "MoeNotebooks.dll").Replace('\\', '/'),
                StringComparison.Ordinal
            )
        );
        await Task.WhenAll(Commands.Select((command, number) => RunAsync(command.Line, command.Exit, number)));
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Marker)).ShouldBe(-1, file);
        }
    }

    private async Task RunAsync(string command, int exit, int number)
    {
        string[] words =
        [
            .. command
                .Split(' ')
                .Select(word =>
                    word.Replace("NOTEBOOKS", _folder["notebooks"], StringComparison.Ordinal)
                        .Replace("NOTEBOOK", _folder["notebooks/a.ipynb"], StringComparison.Ordinal)
                        .Replace("OUT", _folder["out" + number], StringComparison.Ordinal)
                ),
        ];
        string[] line = ["dotnet", Path.Combine(AppContext.BaseDirectory, "moe.dll"), .. words];
        line = words[0] == "serve" ? ["timeout", "--preserve-status", "-s", "TERM", "6", .. line] : line;
        var start = new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = Shared.Repository };
        foreach (var (name, value) in Secrets(exit == 2 ? $"http://user:{Marker}@127.0.0.1:9" : "http://127.0.0.1:9"))
        {
            start.Environment[name] = value;
        }

        var run = await ChildRun.RunAsync(start, TimeSpan.FromSeconds(180));
        run.Exit.ShouldBe(exit, $"{command}: {run.Error}");
        run.Out.ShouldNotContain(Marker, customMessage: command);
        run.Error.ShouldNotContain(Marker, customMessage: command);
    }

    private IEnumerable<(string Name, string Value)> Secrets(string endpoint) =>
        [
            ("HF_TOKEN", Marker),
            ("OPENAI_API_KEY", Marker),
            ("HF_HOME", _folder["hf"]),
            ("HF_ENDPOINT", endpoint),
            .. new[] { "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY" }.Select(name =>
                (name, $"http://user:{Marker}@127.0.0.1:9")
            ),
            ("NO_PROXY", ""),
            ("MOE_TRACE", "1"),
        ];
}
