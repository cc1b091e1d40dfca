using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Scores;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Reports;

/// <summary>
/// The folder of results: executed notebooks, <c>tables/*.csv</c>, <c>index.html</c>, and <c>results.json</c>, which
/// lists them.
/// </summary>
internal static class ResultFolder
{
    private const string List = "results.json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Removes what an earlier run wrote, by its list, and nothing else.</summary>
    public static void Clean(string folder)
    {
        if (File.Exists(folder))
        {
            throw new MoeUsageException("--out " + folder, "is a file", "Name a folder");
        }

        var list = Path.Combine(folder, List);
        if (!File.Exists(list))
        {
            return;
        }

        foreach (var file in FilesIn(list).Select(name => Path.GetFullPath(Path.Combine(folder, name))))
        {
            // a list that someone edited must not reach out of the folder
            if (file.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }

        File.Delete(list);
    }

    public static void Write(string folder, RunResults results)
    {
        foreach (var outcome in results.Outcomes)
        {
            outcome.Notebook.Save(Path.Combine(folder, outcome.Notebook.Name + ".ipynb"));
            foreach (var (file, csv) in outcome.Tables())
            {
                AtomicFile.WriteText(Path.Combine(folder, "tables", file), csv);
            }
        }

        AtomicFile.WriteText(Path.Combine(folder, "index.html"), ReproduceReport.Write(results));
        AtomicFile.WriteText(Path.Combine(folder, List), Describe(results).ToJsonString(Indented) + "\n");
    }

    /// <summary>What <c>results.json</c> holds.</summary>
    public static JsonObject Describe(RunResults results) =>
        new()
        {
            ["when"] = results.Facts.When,
            ["version"] = results.Facts.Version,
            ["runtime"] = results.Facts.Runtime,
            ["processor"] = results.Facts.Processor,
            ["quick"] = results.Facts.Quick,
            ["files"] = new JsonArray([
                .. results
                    .Outcomes.SelectMany(outcome =>
                        outcome
                            .Tables()
                            .Select(table => "tables/" + table.File)
                            .Prepend(outcome.Notebook.Name + ".ipynb")
                    )
                    .Append("index.html")
                    .Select(name => (JsonNode)name),
            ]),
            ["notebooks"] = new JsonArray([.. results.Outcomes.Select(Describe)]),
            ["scoreboard"] = ScoreboardJson.Write(results.Scores),
            ["expected"] = new JsonObject
            {
                ["compared"] = results.Check.Compared,
                ["departures"] = new JsonArray([.. results.Check.Departures.Select(departure => departure.Json())]),
            },
        };

    private static JsonNode Describe(NotebookOutcome outcome) =>
        new JsonObject
        {
            ["name"] = outcome.Notebook.Name,
            ["status"] = outcome.Run.Status.ToString().ToLowerInvariant(),
            ["seconds"] = Math.Round(outcome.Run.Elapsed.TotalSeconds, 1),
            ["where"] = outcome.Run.Where,
            ["error"] = outcome.Run.Error,
            ["verdicts"] = new JsonArray([
                .. outcome.Verdicts.Select(verdict => JsonNode.Parse(Published.Json(verdict))),
            ]),
        };

    private static string[] FilesIn(string list)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(list))?["files"] is JsonArray files
                ? [.. files.Select(Cell.Text).Where(name => name.Length > 0)]
                : [];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return []; // not our list: nothing is removed
        }
    }
}
