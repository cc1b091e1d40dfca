namespace MoeNotebooks.Evaluation.Journals;

/// <summary>The disk that a store lies on.</summary>
/// <param name="IsShared">Whether other machines may see it too.</param>
/// <param name="LocksHold">Whether a lock that one process holds is refused to another.</param>
/// <param name="Machine">This machine's name.</param>
internal sealed record StoreDisk(bool IsShared, bool LocksHold, string Machine)
{
    /// <summary>
    /// As .NET calls them; the locks of some are seen on one machine only, as they were mounted (nolock, localflock),
    /// which nobody can ask for.
    /// </summary>
    private static readonly HashSet<string> Shared = new(
        [
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "lustre",
            "gpfs",
            "beegfs",
            "ceph",
            "afs",
            "v9fs",
            "9p",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The disk of a path; its folder is there.</summary>
    public static StoreDisk Of(string path)
    {
        var isShared = Shared.Contains(Format(path));
        return new(isShared, !isShared || Lock(path), Environment.MachineName);
    }

    private static string Format(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).DriveFormat;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return string.Empty;
        }
    }

    /// <summary>Whether a file that is open for this process alone cannot be opened again.</summary>
    private static bool Lock(string path)
    {
        try
        {
            using var first = new FileStream(
                $"{path}-lock-{Guid.NewGuid():N}",
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
            try
            {
                using var second = new FileStream(first.Name, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true; // that it cannot be written is said by who tries to
        }
    }
}
