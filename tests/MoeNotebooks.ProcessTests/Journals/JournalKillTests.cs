using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Faults;
using MoeNotebooks.Tests.Evaluation.Journals;

namespace MoeNotebooks.ProcessTests.Journals;

/// <summary>kill -9 at random times, four processes on one store, 200 times.</summary>
public sealed class JournalKillTests : IDisposable
{
    private const int Kills = 200;
    private const int Runs = 12;
    private const int Items = 4000;

    // of one answer each, a process: however fast the machine, the kills together leave work over
    private const int Commits = ((Runs * Items) - 1) / Kills;
    private readonly string _folder = Directory
        .CreateDirectory(
            Path.Combine(
                Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
                "moe-kill-" + Guid.NewGuid().ToString("N")[..8]
            )
        )
        .FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_killed_ends_as_what_was_not()
    {
        var store = Path.Combine(_folder, "killed.db");
        var random = new Random(1);
        await Parallel.ForAsync(0, Kills, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            int delay;
            lock (random)
            {
                delay = random.Next(40);
            }

            await KillAsync(store, delay, onceWriting: delay % 4 != 0);
        });

        var before = Rows(store).Count;
        before.ShouldBeInRange(1, (Runs * Items) - 1);
        (await FaultProcess.RunAsync(FaultProcess.Journal(store, Runs, Items, 500))).ShouldBe((0, ""));
        Rows(store).ShouldBe(Uninterrupted());
    }

    private static async Task KillAsync(string store, int milliseconds, bool onceWriting)
    {
        using var process = FaultProcess.Start(FaultProcess.JournalUpTo(Commits, store, Runs, Items, batch: 1));
        if (onceWriting)
        {
            (await process.StandardOutput.ReadLineAsync()).ShouldBe("writing", await ErrorAsync(process));
        }

        await Task.Delay(milliseconds);
        process.Kill();
        await process.WaitForExitAsync();
        (await process.StandardError.ReadToEndAsync()).ShouldBeEmpty();
    }

    private static async Task<string> ErrorAsync(System.Diagnostics.Process process) =>
        process.HasExited ? await process.StandardError.ReadToEndAsync() : string.Empty;

    private static List<string> Uninterrupted() =>
        [
            .. Enumerable
                .Range(0, Runs)
                .SelectMany(run =>
                    Enumerable.Range(0, Items).Select(item => Line(run, JournalWriter.Answer(run, item)))
                )
                .Order(),
        ];

    private static List<string> Rows(string store)
    {
        using var journal = Journal.Open(store);
        journal.Notices.ShouldBeEmpty();
        return
        [
            .. Enumerable
                .Range(0, Runs)
                .SelectMany(run =>
                    journal.Read(JournalWriter.Run(run).Conditions, "task").Values.Select(answer => Line(run, answer))
                )
                .Order(),
        ];
    }

    private static string Line(int run, StoredAnswer answer) =>
        $"{run} {answer.Item} {answer.Index} {LikelihoodText.Write(answer.Choices)} {answer.Accuracy} {answer.Failure}";
}
