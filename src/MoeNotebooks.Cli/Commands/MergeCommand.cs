using System.CommandLine;
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
        var sources = new Argument<string[]>("IN") { Description = "Stores to read; they are not changed.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("merge", "Merge stores of a sweep's shards.") { target, sources };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(target), parsed.GetRequiredValue(sources)));
        return command;
    }

    private static int Run(string target, string[] sources)
    {
        OutputFile.Check("OUT", target, sources, replace: true); // added to, if it is a store
        using var journal = Journal.Open(target);
        StoreNotices.Print(journal);
        foreach (var source in sources)
        {
            var (added, known) = JournalMerge.Into(journal, source);
            Console.WriteLine($"{source}: {Plural.Of(added, "answer")} new, {known} known");
        }

        return 0;
    }
}
