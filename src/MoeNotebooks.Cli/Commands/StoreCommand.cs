using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Interchange.LmEval;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe store show</c>: what a store holds.</summary>
internal static class StoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A store that moe eval, sweep, import or merge wrote.",
        };
        var json = new Option<bool>("--json") { Description = "Print it as JSON." };
        var show = new Command("show", "List a store's models, policies, tasks and numbers of answers.") { file, json };
        show.SetAction(parsed => Show(parsed.GetRequiredValue(file), parsed.GetValue(json)));
        return new Command("store", "Look into a store of answers.") { show };
    }

    private static int Show(string path, bool json)
    {
        using var journal = Journal.Open(path, new JournalOptions { Create = false, SetDamagedAside = false });
        var tasks = journal.Tasks();
        if (json)
        {
            Console.WriteLine(
                PythonJson.Write(
                    new JsonObject { ["store"] = path, ["tasks"] = new JsonArray([.. tasks.Select(Json)]) },
                    indent: 2
                )
            );
            return 0;
        }

        var runs = tasks.GroupBy(task => task.Run.Conditions.Key).ToArray();
        Console.WriteLine(
            $"{path}: {Plural.Of(tasks.Sum(task => (long)task.Items), "answer")} under {Plural.Of(runs.Length, "set")} of conditions"
        );
        foreach (var run in runs)
        {
            Console.WriteLine(Heading(run.First()));
            foreach (var task in run)
            {
                Console.WriteLine(
                    $"  {task.Task}: {Plural.Of(task.Items, "answer")}{(task.Accuracy is { } accuracy ? ", acc " + MetricText.Of(accuracy) : string.Empty)}{Failures(task)}"
                );
            }
        }

        return 0;
    }

    private static string Heading(StoredTask task)
    {
        var (run, conditions) = (task.Run, task.Run.Conditions);
        string?[] parts =
        [
            run.ModelName,
            Policy(conditions),
            conditions.Pruning is null ? null : "pruned",
            conditions.DType,
            conditions.Device,
            conditions.ExpertBackend,
            conditions.FewShot > 0 ? Plural.Of(conditions.FewShot, "example") : null,
            run.Imported ? $"imported, {conditions.Engine}" : conditions.Engine,
            task.Begun is { } begun
                ? "begun " + begun.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
                : null,
        ];
        return string.Join("; ", parts.OfType<string>());
    }

    private static string Policy(ScoringConditions conditions)
    {
        var experts =
            conditions.Experts is null ? "experts not recorded"
            : conditions.Experts.Distinct().ToArray() is [var k] ? Plural.Of(k, "active expert")
            : "active experts " + string.Join(' ', conditions.Experts);
        var weights = conditions.Weights == default ? string.Empty : $", weights {conditions.Weights}";
        return conditions.Adaptive is { } adaptive ? adaptive : experts + weights;
    }

    private static string Failures(StoredTask task) =>
        task.Failures > 0 ? $", {task.Failures} without an answer" : string.Empty;

    private static JsonObject Json(StoredTask task) =>
        new()
        {
            ["model"] = task.Run.ModelName,
            ["task"] = task.Task,
            ["answers"] = task.Items,
            ["failures"] = task.Failures,
            ["acc"] = task.Accuracy?.Value,
            ["acc_stderr"] = task.Accuracy?.StandardError,
            ["acc_norm"] = task.AccuracyNorm?.Value,
            ["acc_norm_stderr"] = task.AccuracyNorm?.StandardError,
            ["imported"] = task.Run.Imported,
            ["begun"] = task.Begun?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["conditions"] = JsonNode.Parse(task.Run.Conditions.Key),
        };
}
