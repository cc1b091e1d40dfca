using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Tests.Evaluation.Journals;

public sealed class JournalDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_full_disk_keeps_what_was_saved_and_says_what_was_not()
    {
        using (var journal = Journal.Open(_folder["a.db"], new JournalOptions { MaxPages = 12 }))
        {
            journal.Add(Entries(0, 50));
            var error = Should.Throw<MoeDataException>(() => journal.Add(Entries(50, 1000)));
            error.Message.ShouldBe(
                $"{_folder["a.db"]}: saving 1000 answers (about 225 KB): the disk is full or the file's limit reached; "
                    + "what was saved before is intact. Free space, then run the same command again: it goes on where it stopped"
            );
            journal.Read(JournalTests.Conditions, "rte").Count.ShouldBe(50);
        }

        using var again = Journal.Open(_folder["a.db"]); // space was freed
        again.Add(Entries(50, 1000)).ShouldBe(1000);
        again.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_may_not_write_further_ends_with_one_line_and_what_it_saved()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs ulimit -f");
        var job = FaultProcess.Journal(_folder["a.db"], 1, 4000, 200);
        var (code, error) = await FaultProcess.RunAsync(job, "trap '' XFSZ; ulimit -f 100"); // 100 KiB a file

        code.ShouldBe(3);
        error.ShouldContain("saving 200 answers");
        error.ShouldContain("what was saved before is intact");
        error.Trim().ShouldNotContain("\n");
        Saved().ShouldBeInRange(200, 3800);
        (await FaultProcess.RunAsync(job)).ShouldBe((0, ""));
        Saved().ShouldBe(4000);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        Should
            .Throw<MoeDataException>(() => Journal.Open("/proc/moe.db"))
            .Message.ShouldBe(
                "/proc/moe.db: opening the store: the file or its folder cannot be written. Give a file in a folder that can be written"
            );
        Should
            .Throw<MoeDataException>(() => Journal.Open("/proc/moe/a.db"))
            .Message.ShouldStartWith("/proc/moe/a.db: its folder cannot be made");
    }

    [Fact]
    public void A_path_that_is_a_folder_is_named() =>
        Should.Throw<MoeDataException>(() => Journal.Open(_folder.Path)).Message.ShouldContain("cannot be written");

    [Fact]
    public void A_store_locked_for_too_long_is_said()
    {
        using var first = Journal.Open(_folder["a.db"]);
        using var second = Journal.Open(_folder["a.db"], new JournalOptions { Patience = TimeSpan.FromSeconds(1) });
        using var transaction = first.Connection.BeginTransaction();

        Should
            .Throw<MoeDataException>(() => second.Add(Entries(0, 1)))
            .Message.ShouldContain("another process has been writing for too long");
    }

    private int Saved()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        return journal.Tasks().Sum(task => task.Items);
    }

    private static JournalEntry[] Entries(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => JournalTests.Entry($"item{i}"))];
}
