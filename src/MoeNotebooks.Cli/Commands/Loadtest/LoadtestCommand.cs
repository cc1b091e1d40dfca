using System.CommandLine;
using MoeNotebooks.Cli.Help;
using MoeNotebooks.Files;
using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Cli.Commands.Loadtest;

/// <summary><c>moe loadtest</c>: puts a load on an engine and measures throughput and latency.</summary>
internal static class LoadtestCommand
{
    public static Command Create()
    {
        var (engines, options) = (new LoadtestEngines(), new LoadtestOptions());
        var command = new Command(
            "loadtest",
            "Measure throughput and latency under load, of the model in this process or of an engine with an OpenAI-compatible API. "
                + "Examples: 'moe loadtest mini-softmax --experts 6,2 --concurrency 1,4,16'; "
                + "'moe loadtest --base-url http://127.0.0.1:30000/v1 --experts 4 --like table08 --out results.jsonl'."
        );
        engines.AddTo(command);
        options.AddTo(command);
        command.Subcommands.Add(LoadtestShowCommand.Create());
        command.Subcommands.Add(LoadtestCheckCommand.Create());
        command.SetAction((parsed, stop) => RunAsync(engines, options, parsed, stop));
        return command;
    }

    private static async Task<int> RunAsync(
        LoadtestEngines engines,
        LoadtestOptions options,
        ParseResult parsed,
        CancellationToken stop
    )
    {
        var plan = options.Plan(parsed, engines.Problems(parsed));
        CheckOutput(options.Output.Name, parsed.GetValue(options.Output));
        using var opened = await engines.OpenAsync(parsed, plan, parsed.GetValue(options.Hardware), stop);
        var report = new LoadtestReport(opened.Setting, opened.Described);
        var (json, details) = (parsed.GetValue(options.Json), parsed.GetValue(options.Details));
        if (!json)
        {
            Print(report.Head());
        }

        await foreach (
            var run in new LoadTest(opened.Setting, opened.Tokens, TimeProvider.System).RunAsync(
                opened.Engines,
                ConsoleProgress.Create(leavesLines: false),
                stop
            )
        )
        {
            var row = run.ToRow(details);
            if (parsed.GetValue(options.Output) is { } target)
            {
                LoadTestResults.Append(target, row);
            }

            Print(json ? [BenchServingJson.Write(row)] : [report.Line(run)]);
        }

        Print(json ? [] : report.Notes());
        return 0;
    }

    /// <summary>Lines are added to what is there, which must be such lines.</summary>
    private static void CheckOutput(string option, string? file)
    {
        if (file is null)
        {
            return;
        }

        OutputFile.Check(option, file, [], replace: true);
        if (File.Exists(file))
        {
            LoadTestResults.Load(file);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
    }

    private static void Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            TextWrap.Write(Console.Out, line);
        }
    }
}
