namespace MoeNotebooks.Files;

/// <summary>
/// Finds what ships beside the code: the project's <c>data</c> folder, from wherever a command, a notebook or another
/// program runs.
/// </summary>
internal static class ProjectFolder
{
    private static readonly string Own = Path.GetDirectoryName(typeof(ProjectFolder).Assembly.Location)
        is { Length: > 0 } folder
        ? folder
        : AppContext.BaseDirectory;

    /// <summary>
    /// The first folder of that name going up from the current folder, from this library's own, and last from the
    /// folder that this library was built in: a program elsewhere has a copy of the library, and
    /// <c>project.folder.txt</c> beside it.
    /// </summary>
    /// <param name="relative">A path within the project: <c>data/mini</c>.</param>
    /// <returns>The folder; <see langword="null"/> where there is none.</returns>
    public static string? Find(string relative) =>
        Starts()
            .SelectMany(Ancestors)
            .Select(folder => Path.Combine(folder, relative))
            .FirstOrDefault(Directory.Exists);

    private static IEnumerable<string> Starts() => [Directory.GetCurrentDirectory(), Own, .. BuiltIn()];

    private static IEnumerable<string> BuiltIn()
    {
        var note = Path.Combine(Own, "project.folder.txt");
        return File.Exists(note) ? File.ReadLines(note).Where(line => line.Length > 0) : [];
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var current = folder; current is not null; current = Path.GetDirectoryName(current))
        {
            yield return current;
        }
    }
}
