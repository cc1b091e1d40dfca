using System.Runtime.CompilerServices;

namespace MoeNotebooks.Tests;

/// <summary>The folder of reference results beside the repository; tests that need it skip, saying so, where it is absent.</summary>
internal static class Shared
{
    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "..", ".."));

    /// <summary>The path of a folder under ../shared; skips the running test where it is absent.</summary>
    public static string Folder(string relative) => Need(relative, Directory.Exists);

    /// <summary>The path of a file under ../shared; skips the running test where it is absent.</summary>
    public static string File(string relative) => Need(relative, System.IO.File.Exists);

    private static string Need(string relative, Func<string, bool> exists)
    {
        var path = Path.GetFullPath(Path.Combine(Repository, "..", "shared", relative));
        if (!exists(path))
        {
            Assert.Skip($"needs ../shared/{relative}, which is not here");
        }

        return path;
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
