using System.Text.RegularExpressions;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// The <c>#r</c> lines of a notebook, checked before it is run: a missing DLL would fail deep in the compiler.
/// </summary>
internal static partial class NotebookReferences
{
    public static void Check(Notebook notebook)
    {
        foreach (
            var reference in notebook
                .CodeCells.SelectMany(cell => Lines().Matches(Cell.SourceOf(cell)))
                .Select(match => match.Groups[1].Value)
        )
        {
            if (reference.StartsWith("nuget:", StringComparison.Ordinal))
            {
                throw new MoeDataException(
                    notebook.Path,
                    $"#r \"{ErrorText.Name(reference)}\"",
                    "packages cannot be fetched here",
                    "Refer to a DLL, or run the notebook in Jupyter"
                );
            }

            var path = Path.GetFullPath(reference, notebook.Folder);
            if (reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && !File.Exists(path))
            {
                throw new MoeMissingException(
                    path,
                    $"{notebook.Path} refers to it and it is not there",
                    "Build it: dotnet build MoeNotebooks.sln -c Release"
                );
            }
        }
    }

    [GeneratedRegex(
        "^\\s*#r\\s+\"([^\"\\r\\n]+)\"",
        RegexOptions.Multiline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 2000
    )]
    private static partial Regex Lines();
}
