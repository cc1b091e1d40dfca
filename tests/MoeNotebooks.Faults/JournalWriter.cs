using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Faults;

/// <summary>Computes answers that depend on nothing but their key, and journals them as an evaluation does.</summary>
public static class JournalWriter
{
    private static int s_told;
    private static int s_commitsLeft;

    /// <summary>Adds what is missing, a few answers per commit.</summary>
    /// <param name="file">The store.</param>
    /// <param name="runs">Runs, each with conditions of its own.</param>
    /// <param name="items">Items of a run.</param>
    /// <param name="batch">Answers a commit.</param>
    /// <param name="commits">After so many commits it waits to be killed, so that a fast machine leaves work over
    /// too.</param>
    /// <returns>0, or the exit code of the error, whose message goes to standard error.</returns>
    public static int Fill(string file, int runs, int items, int batch, int commits)
    {
        s_commitsLeft = commits;
        try
        {
            using var journal = Journal.Open(file);
            for (var run = 0; run < runs; run++)
            {
                Fill(journal, Run(run), items, batch);
            }

            return 0;
        }
        catch (MoeException error)
        {
            Console.Error.WriteLine(error.Message);
            return error.ExitCode;
        }
    }

    public static JournalRun Run(int run) =>
        new(
            new ScoringConditions
            {
                Engine = "fake",
                Model = "m",
                Tokenizer = "t",
                DType = "f32",
                BosRule = "none",
                Device = "cpu",
                Experts = [run, 6],
            },
            "fake"
        );

    public static StoredAnswer Answer(int run, int item) =>
        new(
            $"item{item:d6}",
            item,
            [new(-1.5 - (item % 7), item % 2 == 0), new(-2.25 * (run + 1), false)],
            (item + run) % 3 == 0 ? 1 : 0
        );

    private static void Fill(Journal journal, JournalRun run, int items, int batch)
    {
        var number = run.Conditions.Experts![0];
        var there = journal.Read(run.Conditions, "task");
        foreach (
            var part in Enumerable
                .Range(0, items)
                .Select(item => Answer(number, item))
                .Where(answer => !there.ContainsKey(answer.Item))
                .Chunk(batch)
        )
        {
            journal.Add([.. part.Select(answer => new JournalEntry(run, "task", answer))]);
            if (Interlocked.Exchange(ref s_told, 1) == 0)
            {
                Console.WriteLine("writing");
            }

            if (--s_commitsLeft == 0)
            {
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }
}
