namespace MoeNotebooks.Files;

/// <summary>Where a path leads once every symbolic link on the way is followed.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // the limit Linux has

    /// <summary>The path without links; parts that do not exist stay as they are.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var current = Path.GetPathRoot(full)!;
        var pending = new Stack<string>(Parts(full[current.Length..]));
        var links = 0;
        while (pending.TryPop(out var part))
        {
            var next = Path.GetFullPath(Path.Combine(current, part)); // resolves . and .. of a link's target
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"{path}: more than {MostLinks} symbolic links");
            }

            var root = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : string.Empty;
            current = root.Length > 0 ? root : current;
            foreach (var linked in Parts(target[root.Length..]))
            {
                pending.Push(linked);
            }
        }

        return current;
    }

    /// <summary>Whether a path lies inside a folder; both without links.</summary>
    public static bool IsInside(string path, string folder) =>
        path.StartsWith(
            Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );

    private static IEnumerable<string> Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
            .Reverse();
}
