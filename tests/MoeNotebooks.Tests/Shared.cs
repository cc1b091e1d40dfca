using System.Runtime.CompilerServices;

namespace MoeNotebooks.Tests;

/// <summary>
/// Reference results of other people's software: the full set in <c>../shared</c>, beside the repository, or else the
/// smaller one in <c>tests/golden</c>. What neither holds skips the test, saying so. <c>MOE_SHARED</c> names another
/// full set, or <c>none</c>.
/// </summary>
internal static class Shared
{
    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "..", ".."));

    /// <summary>Whether the full set is here.</summary>
    public static bool HasFull => Full is not null;

    private static string? Full { get; } =
        Environment.GetEnvironmentVariable("MOE_SHARED") switch
        {
            "none" => null,
            { Length: > 0 } folder => Path.GetFullPath(folder),
            _ => Path.GetFullPath(Path.Combine(Repository, "..", "shared")) is var beside && Directory.Exists(beside)
                ? beside
                : null,
        };

    /// <summary>
    /// The path of a folder such as <c>golden/models</c>; skips the running test where no set has it.
    /// </summary>
    public static string Folder(string relative) => Find(relative, Directory.Exists) ?? Skip(relative);

    /// <summary>The path of a file of a set; skips the running test where no set has it.</summary>
    public static string File(string relative) => Find(relative, System.IO.File.Exists) ?? Skip(relative);

    /// <summary>
    /// The names of what a folder of the set in use holds, in order; none where no set has it. For theories, which must
    /// not skip.
    /// </summary>
    public static string[] Names(string relative, string pattern = "*") =>
        Find(relative, Directory.Exists) is { } folder
            ?
            [
                .. Directory
                    .EnumerateFileSystemEntries(folder, pattern)
                    .Select(path => Path.GetFileName(path))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>
    /// Skips the running test where the published evaluation sets are not: the repository may not carry their texts.
    /// </summary>
    public static void NeedPublishedTexts() => Folder("data");

    private static string? Find(string relative, Func<string, bool> exists) =>
        new[] { Full, Path.Combine(Repository, "tests") }
            .OfType<string>()
            .Select(set => Path.Combine(set, relative))
            .FirstOrDefault(exists);

    private static string Skip(string relative)
    {
        Assert.Skip($"needs ../shared/{relative}, which is not here");
        return relative;
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
