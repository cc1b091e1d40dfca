namespace MoeNotebooks.Files;

/// <summary>Finds what ships beside the code: the project's <c>data</c> folder, from wherever a command or a notebook runs.</summary>
public static class ProjectFolder
{
    /// <summary>The first folder of that name going up from the current folder, then from this library's own.</summary>
    /// <param name="relative">A path within the project: <c>data/mini</c>.</param>
    /// <returns>The folder; <see langword="null"/> where there is none.</returns>
    public static string? Find(string relative) => Starts()
        .SelectMany(Ancestors)
        .Select(folder => Path.Combine(folder, relative))
        .FirstOrDefault(Directory.Exists);

    private static IEnumerable<string> Starts() =>
        [Directory.GetCurrentDirectory(), Path.GetDirectoryName(typeof(ProjectFolder).Assembly.Location) ?? AppContext.BaseDirectory];

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var current = folder; current is not null; current = Path.GetDirectoryName(current))
        {
            yield return current;
        }
    }
}
