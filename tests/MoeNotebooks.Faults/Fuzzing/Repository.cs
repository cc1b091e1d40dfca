namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>Files of the repository that this program lies in.</summary>
internal static class Repository
{
    public static string Root { get; } = Cli.Notebooks.Repository.Root(AppContext.BaseDirectory);

    /// <summary>The files of a folder and all below it, in order.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal);
}
