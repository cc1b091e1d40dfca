using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Where the kit's own folders are: above the current folder, or else above this program.</summary>
internal static class Repository
{
    private const string Mark = "MoeNotebooks.sln";

    /// <summary>The repository's root.</summary>
    /// <param name="from">The folders to begin at; the first that lies in the repository decides.</param>
    public static string Root(params string[] from)
    {
        foreach (var start in from)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, Mark)))
                {
                    return folder.FullName;
                }
            }
        }

        throw new MoeMissingException(
            from[0],
            $"no {Mark} here or in a folder above",
            "Run the command in the repository, or name the folder: --notebooks DIR"
        );
    }

    public static string Root() => Root(Environment.CurrentDirectory, AppContext.BaseDirectory);
}
