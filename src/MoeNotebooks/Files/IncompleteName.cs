namespace MoeNotebooks.Files;

/// <summary>The name that a file has until it is whole: <c>NAME.xxxxxxxx.incomplete</c>, beside its place.</summary>
internal static class IncompleteName
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1); // nobody writes to one for so long without a pause

    /// <summary>
    /// A new name; what processes that were killed a day ago and more left of the same file is removed.
    /// </summary>
    /// <param name="path">The file's place.</param>
    public static string For(string path)
    {
        RemoveOld(Path.GetFullPath(path));
        return Of(path);
    }

    /// <summary>A new name, to see what it would be: nothing is removed.</summary>
    /// <param name="path">The file's place.</param>
    public static string Of(string path) =>
        Path.GetFullPath(path) + "." + Guid.NewGuid().ToString("N")[..8] + ".incomplete";

    private static void RemoveOld(string full)
    {
        try
        {
            foreach (
                var left in Directory.EnumerateFiles(
                    Path.GetDirectoryName(full)!,
                    Path.GetFileName(full) + ".????????.incomplete"
                )
            )
            {
                if (TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(left) > Kept)
                {
                    File.Delete(left);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // another user's, or no folder yet: what is to be written does not depend on it
        }
    }
}
