using System.Globalization;
using MoeNotebooks.Faults.Fuzzing;
using MoeNotebooks.Files;

namespace MoeNotebooks.Faults.Table;

/// <summary>The table of faults: each is made to happen, and what was seen is written down.</summary>
public static class FaultTable
{
    private const string Head = """
        # Faults, and what comes of them

        Written by `dotnet run --project tests/MoeNotebooks.Faults -c Release -- table FILE`, which makes each of them happen, compares with what must
        come of it, and ends with 1 where anything else does. In the commands, `moe` is this kit's, `faults` this program, `$DIR` an empty folder, and
        `evaluate STORE` a run of 120 questions whose answers are kept in a store. "The same 120 answers" in the last column: run again, it goes on, and
        ends with the answers of a run that nothing disturbed. `unshare` needs a Linux that lets a user mount.

        | fault | how it was made | what the user is told | exit code | afterwards |
        |---|---|---|---|---|
        """;

    /// <summary>How the rows begin.</summary>
    public static IEnumerable<string> Rows =>
        Cases.Select(fault => new FaultOutcome(fault, 0, string.Empty, string.Empty).Begin);

    private static IEnumerable<FaultCase> Cases => [.. StoreFaults.All, .. FileFaults.All, .. WorldFaults.All];

    /// <summary>Runs those whose name holds a text, and writes the table where all ran.</summary>
    /// <param name="file">The table.</param>
    /// <param name="only">The text; <see langword="null"/> for all.</param>
    /// <returns>0 where all is as it must be.</returns>
    public static int Write(string file, string? only)
    {
        var outcomes = new List<FaultOutcome>();
        foreach (
            var fault in Cases.Where(fault =>
                only is null || fault.Fault.Contains(only, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            var outcome = FaultRunner.Run(fault, Repository.Root);
            outcomes.Add(outcome);
            Console.WriteLine($"{(outcome.Holds ? "holds" : "DOES NOT HOLD")}: {fault.Fault}");
            if (!outcome.Holds)
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  exit {outcome.Exit}, must be {fault.Exit}\n  said: {outcome.Said}\n  must say: {fault.Says}\n  afterwards: {outcome.State}\n  must be: {fault.State}"
                    )
                );
            }
        }

        if (only is null)
        {
            AtomicFile.WriteText(file, Head + "\n" + string.Concat(outcomes.Select(outcome => outcome.Row + "\n")));
        }

        return outcomes.All(outcome => outcome.Holds) ? 0 : 1;
    }
}
