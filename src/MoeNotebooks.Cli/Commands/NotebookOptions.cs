using System.CommandLine;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Commands;

/// <summary>Options that the notebook commands and <c>reproduce</c> share, and what their values mean.</summary>
internal static class NotebookOptions
{
    private const double LongestTimeout = 7 * 24 * 3600;

    public static Option<string[]> Parameters() => new("--parameter", "-p")
    {
        Description = "A value for a variable of the cell tagged `parameters`: -p points 20. JSON, or else a text. May be repeated.",
        Arity = new ArgumentArity(2, 2000),
        HelpName = "NAME VALUE",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<double> Timeout() => new Option<double>("--timeout")
    {
        Description = "Seconds that one cell may take.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 1800,
    }.Within(0.1, LongestTimeout);

    public static Option<bool> Force() => new("--force") { Description = "Replace the output file if it exists." };

    public static IReadOnlyDictionary<string, JsonNode?> Values(string[]? words)
    {
        words ??= [];
        if (words.Length % 2 != 0)
        {
            throw new MoeUsageException("-p " + ErrorText.Name(words[^1]), "has no value", "Write -p NAME VALUE");
        }

        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var pair in words.Chunk(2))
        {
            if (!values.TryAdd(pair[0], NotebookParameters.Parse(pair[1])))
            {
                throw new MoeUsageException("-p " + ErrorText.Name(pair[0]), "is given twice");
            }
        }

        return values;
    }

    /// <summary>The output's path, refused where writing there would lose something.</summary>
    public static string Output(string input, string output, bool force)
    {
        var full = Path.GetFullPath(output);
        if (full == Path.GetFullPath(input))
        {
            throw new MoeUsageException(output, "is the input itself", "Name another file");
        }

        if (Directory.Exists(full))
        {
            throw new MoeUsageException(output, "is a folder", "Name a file");
        }

        return !File.Exists(full) || force ? full : throw new MoeUsageException(output, "exists already", "Add --force to replace it");
    }
}
