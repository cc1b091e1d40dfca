using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Tests.Evaluation.Journals;

/// <summary>Disks that machines share, as the journal is told of them.</summary>
public sealed class StoreOwnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_disk_whose_locks_do_nothing_is_refused_before_a_file_is_made()
    {
        Should
            .Throw<MoeDataException>(() => Open(isShared: true, locksHold: false, "one"))
            .Message.ShouldContain("whose locks do nothing");
        Directory.EnumerateFiles(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void On_a_shared_disk_one_machine_uses_a_store_and_another_is_refused_until_it_is_done()
    {
        using (var first = Open(isShared: true, locksHold: true, "one"))
        {
            using (var second = Open(isShared: true, locksHold: true, "one"))
            {
                second.Add([JournalTests.Entry("i")]);
            }

            Should
                .Throw<MoeDataException>(() => Open(isShared: true, locksHold: true, "two"))
                .Message.ShouldBe(
                    $"{_folder["a.db"]}: is in use on the machine one, and lies on a disk whose locks this machine may not see. "
                        + "Keep it on a local disk, or give each machine a store of its own and bring them together with 'moe merge'"
                );
        }

        using var later = Open(isShared: true, locksHold: true, "two");
        later.Read(JournalTests.Conditions, "rte").Count.ShouldBe(1);
    }

    [Fact]
    public void A_machine_that_died_is_forgotten()
    {
        var mark = _folder.Write("a.db-machine-" + new string('0', 32), "one");
        Should.Throw<MoeDataException>(() => Open(isShared: true, locksHold: true, "two"));
        File.SetLastWriteTimeUtc(mark, File.GetLastWriteTimeUtc(mark) - StoreOwner.Forgotten - TimeSpan.FromSeconds(1));
        using var journal = Open(isShared: true, locksHold: true, "two");
        Marks().ShouldHaveSingleItem().ShouldNotBe(mark);
    }

    [Fact]
    public void A_machine_that_is_refused_leaves_no_mark()
    {
        using var first = Open(isShared: true, locksHold: true, "one");
        Should.Throw<MoeDataException>(() => Open(isShared: true, locksHold: true, "two"));
        File.ReadAllText(Marks().ShouldHaveSingleItem()).ShouldBe("one");
    }

    [Fact]
    public void A_disk_of_this_machine_has_no_mark()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        Marks().ShouldBeEmpty();
    }

    private string[] Marks() => Directory.GetFiles(_folder.Path, "*-machine*");

    private Journal Open(bool isShared, bool locksHold, string machine) =>
        Journal.Open(_folder["a.db"], new JournalOptions { Disk = _ => new StoreDisk(isShared, locksHold, machine) });
}
