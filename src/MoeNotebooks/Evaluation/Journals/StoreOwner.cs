using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>
/// On a disk that several machines share, the machine that uses a store: each process that does keeps a small file
/// beside it with the machine's name. Another machine is refused, since neither SQLite's log nor, as such disks are
/// often mounted, a lock is seen there. One that died is forgotten after <see cref="Forgotten"/>.
/// </summary>
internal sealed class StoreOwner : IDisposable
{
    private const string Suffix = "-machine-";
    private const string Apart =
        "Keep it on a local disk, or give each machine a store of its own and bring them together with 'moe merge'";

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
            throw new MoeDataException(
                path,
                string.Empty,
                "lies on a disk whose locks do nothing: two processes would spoil it",
                Apart
            );
        }

        var owner = new StoreOwner(
            disk.IsShared ? $"{Path.GetFullPath(path)}{Suffix}{Guid.NewGuid():N}" : null,
            disk.Machine
        );
        owner.Renew(); // before others are looked for: of two machines that come at once, one at least sees the other
        if (owner.Another(path) is { } other)
        {
            owner.Dispose();
            throw new MoeDataException(
                path,
                string.Empty,
                $"is in use on the machine {ErrorText.Name(other)}, and lies on a disk whose locks this machine may not see",
                Apart
            );
        }

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

    /// <summary>
    /// Another machine that uses it; marks that nobody renews are removed. Their age is by the disk's own clock: this
    /// machine's mark is new.
    /// </summary>
    private string? Another(string path)
    {
        if (_mark is null)
        {
            return null;
        }

        var now = File.GetLastWriteTimeUtc(_mark);
        foreach (var mark in Marks(path).Where(mark => mark != _mark))
        {
            if (now - File.GetLastWriteTimeUtc(mark) >= Forgotten)
            {
                File.Delete(mark);
            }
            else if (Read(mark) is { } machine && machine != _machine)
            {
                return machine;
            }
        }

        return null;
    }

    private static string[] Marks(string path)
    {
        var begin = Path.GetFullPath(path) + Suffix;
        return
        [
            .. Directory
                .EnumerateFiles(Path.GetDirectoryName(begin)!)
                .Where(file => file.Length == begin.Length + 32 && file.StartsWith(begin, StringComparison.Ordinal)),
        ];
    }

    /// <summary>The machine of a mark; <see langword="null"/> where its process has just ended.</summary>
    private static string? Read(string mark)
    {
        try
        {
            return File.ReadAllText(mark);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
