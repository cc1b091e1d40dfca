using System.CommandLine;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Files;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe merge</c>: brings the stores of several machines together.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("OUT") { Description = "The store to add to; made if it is missing." };
        var sources = new Argument<string[]>("IN")
        {
            Description = "Stores to read; they are not changed.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Write one JSON object per store." };
        var command = new Command("merge", "Merge stores of a sweep's shards.") { target, sources, json };
        command.SetAction(parsed =>
            Run(parsed.GetRequiredValue(target), parsed.GetRequiredValue(sources), parsed.GetValue(json))
        );
        return command;
    }

    private static int Run(string target, string[] sources, bool json)
    {
        OutputFile.Check("OUT", target, sources, replace: true); // added to, if it is a store
        var opened = new List<(string File, Journal Store)>();
        try
        {
            foreach (var source in sources)
            {
                opened.Add((source, JournalMerge.Open(source))); // what cannot be read is refused before OUT is made
            }

            Merge(target, opened, json);
            return 0;
        }
        finally
        {
            opened.ForEach(one => one.Store.Dispose());
        }
    }

    private static void Merge(string target, IReadOnlyList<(string File, Journal Store)> sources, bool json)
    {
        using var journal = Journal.Open(target);
        StoreNotices.Print(journal);
        foreach (var (source, store) in sources)
        {
            var (added, known) = JournalMerge.Into(journal, store);
            Console.WriteLine(
                json
                    ? new JsonObject
                    {
                        ["store"] = source,
                        ["new"] = added,
                        ["known"] = known,
                    }.ToJsonString()
                    : $"{source}: {Plural.Of(added, "answer")} new, {known} known"
            );
        }
    }
}
