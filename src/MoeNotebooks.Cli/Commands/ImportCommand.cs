using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Files;
using MoeNotebooks.Interchange.Import;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe import</c>: reads lm-evaluation-harness runs into a store.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("RESULTS_DIR")
        {
            Description = "Where lm-eval wrote results_*.json and samples_*.jsonl; subfolders too.",
        };
        var store = new Option<string>("--store") { Description = "The store to add to.", Required = true };
        var name = new Option<string?>("--name")
        {
            Description = "The model's name in figures; default: the run's own.",
        };
        var experts = new Option<int[]?>("--experts")
        {
            Description = "Active experts of each MoE layer that the run used, or one number for all.",
            AllowMultipleArgumentsPerToken = true,
        };
        var json = new Option<bool>("--json") { Description = "Write one JSON object per run and task." };
        experts.Validators.Add(result => OptionChecks.Check(result, 1, int.MaxValue));
        var command = new Command("import", "Import runs of lm-evaluation-harness.")
        {
            folder,
            store,
            name,
            experts,
            json,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetRequiredValue(folder),
                parsed.GetRequiredValue(store),
                parsed.GetValue(name),
                parsed.GetValue(experts),
                parsed.GetValue(json)
            )
        );
        return command;
    }

    private static int Run(string folder, string store, string? name, int[]? experts, bool json)
    {
        OutputFile.Check("--store", store, [folder], replace: true); // added to, if it is a store
        var runs = LmEvalImport.Read(folder, name, experts is { Length: > 0 } ? experts : null);
        using var journal = Journal.Open(store);
        StoreNotices.Print(journal);
        foreach (var run in runs)
        {
            var added = journal.Add(run.Entries);
            Console.WriteLine(
                json
                    ? new JsonObject
                    {
                        ["model"] = run.ModelName,
                        ["task"] = run.Task,
                        ["answers"] = run.Entries.Count,
                        ["new"] = added,
                        ["acc"] = double.IsFinite(run.Accuracy.Value) ? run.Accuracy.Value : null,
                    }.ToJsonString()
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{run.ModelName}, {run.Task}: {Plural.Of(run.Entries.Count, "answer")}, {added} new, acc {MetricText.Of(run.Accuracy)} (imported)"
                    )
            );
            foreach (var notice in run.Notices)
            {
                Console.Error.WriteLine("moe: " + notice);
            }
        }

        return 0;
    }
}
