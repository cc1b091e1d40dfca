using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Cli.Expected;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;
using MoeNotebooks.Cli.Scores;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Files;
using MoeNotebooks.Results;
using Spectre.Console;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe reproduce</c>: runs the notebooks and writes what they found.</summary>
internal static class ReproduceCommand
{
    private const string StoreName = "answers.db";

    public static Command Create()
    {
        var quick = new Option<bool>("--quick")
        {
            Description = "Use the notebooks' quick parameters: shows that everything works, in little time.",
        };
        var only = new Option<string[]>("--only")
        {
            Description = "Only notebooks whose name begins so: --only 01. May be repeated.",
            HelpName = "NAME",
        };
        var output = new Option<string?>("--out")
        {
            Description = "The folder for the results. [default: artifacts/reproduce of the repository]",
            HelpName = "DIR",
        };
        var notebooks = new Option<string?>("--notebooks")
        {
            Description = "The folder of notebooks. [default: notebooks of the repository]",
            HelpName = "DIR",
        };
        var fresh = new Option<bool>("--fresh")
        {
            Description =
                $"Compute every answer anew; otherwise what an earlier or stopped run left in the folder's {StoreName} is not computed again.",
        };
        var json = new Option<bool>("--json")
        {
            Description =
                "Write the results as JSON to standard output, in place of tables: what results.json of the folder holds.",
        };
        var strict = new Option<bool>("--strict")
        {
            Description = "Fail (exit code 1) where a result departs from its expected value.",
        };
        var update = new Option<bool>("--update-expected")
        {
            Description = "Write what was found to data/expected, as what others should find.",
        };
        var parameters = NotebookOptions.Parameters();
        var timeout = NotebookOptions.Timeout();
        var command = new Command("reproduce", "Run the notebooks and write their results, charts and tables.")
        {
            quick,
            only,
            output,
            notebooks,
            parameters,
            timeout,
            fresh,
            json,
            strict,
            update,
        };
        command.SetAction(
            (parsed, stop) =>
                RunAsync(
                    new ReproduceOptions(
                        parsed.GetValue(notebooks) is { } given
                            ? Path.GetFullPath(given)
                            : Path.Combine(Repository.Root(), "notebooks"),
                        parsed.GetValue(output) is { } folder
                            ? Path.GetFullPath(folder)
                            : Path.Combine(Repository.Root(), "artifacts", "reproduce"),
                        parsed.GetValue(only) ?? [],
                        parsed.GetValue(quick),
                        NotebookOptions.Values(parsed.GetValue(parameters)),
                        TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                        ExpectedResults.Folder(
                            Path.GetFullPath(parsed.GetValue(notebooks) ?? Path.Combine(Repository.Root(), "notebooks"))
                        )
                    ),
                    new Wishes(
                        parsed.GetValue(fresh),
                        parsed.GetValue(json),
                        parsed.GetValue(strict),
                        parsed.GetValue(update)
                    ),
                    stop
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(ReproduceOptions options, Wishes wishes, CancellationToken stop)
    {
        OutputFile.CheckFolder("--out", options.Output);
        var store = Path.Combine(options.Output, StoreName);
        SayWhatIsKept(store, wishes.Fresh);
        var errors = ConsoleProgress.ErrorConsole();
        var screen = new ConsoleScreen(errors, ConsoleProgress.IsLively(errors), TimeProvider.System);
        var outcomes = await new Reproduction(
            options,
            screen,
            folder => new ProcessKernel(folder, store),
            TimeProvider.System
        ).RunAsync(stop);
        if (wishes.Update && !stop.IsCancellationRequested)
        {
            Commit(options.Expected, outcomes);
        }

        var results = RunResults.Of(outcomes, options, TimeProvider.System);
        Print(results, options, wishes.Json);
        stop.ThrowIfCancellationRequested();
        var departed = wishes.Strict && results.Check.Departures.Count > 0;
        return outcomes.All(outcome => outcome.Run.Status == RunStatus.Finished) && !departed ? 0 : 1;
    }

    /// <summary>What was found becomes what is expected, in data/expected, CLAIMS.md and README.md.</summary>
    private static void Commit(string folder, IReadOnlyList<NotebookOutcome> outcomes)
    {
        foreach (var file in ExpectedCheck.Update(folder, outcomes))
        {
            Runner.Say($"expected values written to {file}");
        }

        foreach (
            var page in ClaimsFile
                .Pages.Select(name => Path.GetFullPath(Path.Combine(folder, "..", "..", name)))
                .Where(File.Exists)
        ) // folder is data/expected
        {
            ClaimsFile.Update(page, folder);
        }
    }

    private static void Print(RunResults results, ReproduceOptions options, bool json)
    {
        if (json)
        {
            Console.WriteLine(ResultFolder.Describe(results).ToJsonString());
            return;
        }

        var console = ConsoleProgress.For(Console.Out);
        console.Write(Summary(results.Outcomes));
        ScoreboardText.Write(console, results.Scores);
        results.Check.Lines().ToList().ForEach(Console.WriteLine);
        Console.WriteLine($"Why, with all numbers and charts: {Path.Combine(options.Output, "index.html")}");
    }

    private static void SayWhatIsKept(string store, bool fresh)
    {
        if (!File.Exists(store))
        {
            return;
        }

        if (fresh)
        {
            Array.ForEach(["", "-wal", "-shm"], suffix => File.Delete(store + suffix));
            return;
        }

        using var journal = Journal.Open(store);
        StoreNotices.Print(journal);
        Runner.Say(
            $"{Plural.Of(journal.Tasks().Sum(task => (long)task.Items), "answer")} of an earlier run found in {store}: not computed again (--fresh begins anew)"
        );
    }

    private static Table Summary(IReadOnlyList<NotebookOutcome> outcomes)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .ShowRowSeparators()
            .AddColumn("Figure")
            .AddColumn("The paper's claim")
            .AddColumn("Found here")
            .AddColumn(new TableColumn("Seconds").RightAligned());
        foreach (var outcome in outcomes)
        {
            var seconds = outcome.Run.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            foreach (var verdict in outcome.Verdicts)
            {
                table.AddRow(
                    new Text(verdict.Figure),
                    new Text(verdict.Claim),
                    new Text($"{verdict.InWords} ({ResultKinds.Name(verdict.Kind)})"),
                    new Text(seconds)
                );
            }

            if (outcome.Run.Status != RunStatus.Finished)
            {
                table.AddRow(
                    new Text(outcome.Notebook.Name),
                    new Text("-"),
                    new Text($"{outcome.Run.Status.ToString().ToLowerInvariant()} in {outcome.Run.Where}"),
                    new Text(seconds)
                );
            }
        }

        return table;
    }

    private sealed record Wishes(bool Fresh, bool Json, bool Strict, bool Update);
}
