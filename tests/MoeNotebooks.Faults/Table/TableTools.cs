using Microsoft.Data.Sqlite;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Faults.Table;

/// <summary>What the scripts of the table need and no shell has.</summary>
internal static class TableTools
{
    /// <summary>
    /// Says whether two stores hold the same answers: likelihoods up to what another order of summing makes of 32 bits.
    /// </summary>
    public static int Same(string one, string other)
    {
        var (a, b) = (Answers(one), Answers(other));
        var same = a.Count(pair => b.TryGetValue(pair.Key, out var twin) && Agree(pair.Value, twin));
        Console.WriteLine(
            same == a.Count && same == b.Count
                ? $"the same {same} answers"
                : $"{a.Count} answers and {b.Count}, {same} of them the same"
        );
        return same == a.Count && same == b.Count ? 0 : 1;
    }

    /// <summary>Plain SQL on a file, as another program would use it.</summary>
    public static int Sql(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Console.WriteLine(command.ExecuteScalar());
        return 0;
    }

    /// <summary>Keeps answers while the clock goes back by a day each time it is looked at.</summary>
    public static int Clock(string path)
    {
        using var journal = Journal.Open(path, new JournalOptions { Time = new BackwardClock() });
        var added = Enumerable
            .Range(0, 3)
            .Sum(run =>
                journal.Add([
                    .. Enumerable
                        .Range(0, 10)
                        .Select(item => new JournalEntry(
                            JournalWriter.Run(run),
                            "task",
                            JournalWriter.Answer(run, item)
                        )),
                ])
            );
        var tasks = journal.Tasks();
        Console.WriteLine(
            $"{tasks.Count} runs, {tasks.Sum(task => task.Items)} answers, {(added is 0 or 30 ? "none" : "some")} computed twice"
        );
        return 0;
    }

    /// <summary>Opens a store where locks do nothing.</summary>
    public static int Lies(string path)
    {
        try
        {
            using var journal = Journal.Open(
                path,
                new JournalOptions { Disk = _ => new StoreDisk(IsShared: false, LocksHold: false, "here") }
            );
            return 0;
        }
        catch (MoeException error)
        {
            Console.Error.WriteLine("moe: " + error.Message);
            return error.ExitCode;
        }
    }

    private static Dictionary<string, StoredAnswer> Answers(string path)
    {
        using var journal = Journal.Open(path, new JournalOptions { Create = false });
        return journal
            .Tasks()
            .SelectMany(
                task => journal.Read(task.Run.Conditions, task.Task).Values,
                (task, answer) => (Key: $"{task.Run.Conditions.Key} {task.Task} {answer.Item}", Answer: answer)
            )
            .ToDictionary(pair => pair.Key, pair => pair.Answer);
    }

    private static bool Agree(StoredAnswer a, StoredAnswer b) =>
        (a.Index, a.Accuracy, a.AccuracyNorm, a.Failure) == (b.Index, b.Accuracy, b.AccuracyNorm, b.Failure)
        && a.Choices.Count == b.Choices.Count
        && a.Choices.Zip(b.Choices)
            .All(pair =>
                Math.Abs(pair.First.LogLikelihood - pair.Second.LogLikelihood) < 1e-3
                && pair.First.IsGreedy == pair.Second.IsGreedy
            );

    private sealed class BackwardClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now -= TimeSpan.FromDays(1);
    }
}
