using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>
/// On a disk that several machines share, the machine that uses a store: a small file beside it holds its name while it does. Another machine is
/// refused, since neither SQLite's log nor, as such disks are often mounted, a lock is seen there. A machine that died is forgotten after <see cref="Forgotten"/>.
/// </summary>
internal sealed class StoreOwner : IDisposable
{
    private const string Apart = "Keep it on a local disk, or give each machine a store of its own and bring them together with 'moe merge'";

    /// <summary>A machine that uses a store renews its mark with every batch of answers.</summary>
    internal static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);

    private readonly string? _mark;
    private readonly string _machine;

    private StoreOwner(string? mark, string machine) => (_mark, _machine) = (mark, machine);

    /// <summary>Takes a store, as far as its disk asks for that.</summary>
    /// <exception cref="MoeDataException">Locks do nothing there, or another machine uses it.</exception>
    public static StoreOwner Take(string path, StoreDisk disk)
    {
        if (!disk.LocksHold)
        {
            throw new MoeDataException(path, string.Empty, "lies on a disk whose locks do nothing: two processes would spoil it", Apart);
        }

        var mark = path + "-machine";
        if (disk.IsShared && File.Exists(mark) && File.ReadAllText(mark) is var other && other != disk.Machine && Age(mark) < Forgotten)
        {
            throw new MoeDataException(path, string.Empty, $"is in use on the machine {ErrorText.Name(other)}, and lies on a disk whose locks this machine may not see", Apart);
        }

        var owner = new StoreOwner(disk.IsShared ? mark : null, disk.Machine);
        owner.Renew();
        return owner;
    }

    /// <summary>Says that this machine still uses it.</summary>
    public void Renew()
    {
        if (_mark is not null)
        {
            AtomicFile.WriteText(_mark, _machine);
        }
    }

    public void Dispose()
    {
        if (_mark is not null)
        {
            File.Delete(_mark);
        }
    }

    /// <summary>By the disk's own clock: a mark is compared with one that is made now.</summary>
    private static TimeSpan Age(string mark)
    {
        var now = mark + "-now";
        AtomicFile.WriteText(now, string.Empty);
        var age = File.GetLastWriteTimeUtc(now) - File.GetLastWriteTimeUtc(mark);
        File.Delete(now);
        return age;
    }
}
