using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Cli.Commands;

/// <summary>Options that the notebook commands and <c>reproduce</c> share, and what their values mean.</summary>
internal static partial class NotebookOptions
{
    private const double LongestTimeout = 7 * 24 * 3600;

    public static Option<string[]> Parameters() =>
        new("--parameter", "-p")
        {
            Description =
                "A value for a variable of the cell tagged `parameters`: -p points=20 or -p points 20. JSON, or else a text. May be repeated.",
            Arity = new ArgumentArity(1, 2000),
            HelpName = "NAME=VALUE",
            AllowMultipleArgumentsPerToken = true,
        };

    public static Option<double> Timeout() =>
        new Option<double>("--timeout", "--cell-timeout")
        {
            Description = "Seconds that one cell may take.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 1800,
        }.Within(0.1, LongestTimeout);

    public static Option<bool> Force() => new("--force") { Description = "Replace the output file if it exists." };

    /// <summary>Values by name: each word is NAME=VALUE, or a NAME whose VALUE is the next word.</summary>
    public static IReadOnlyDictionary<string, JsonNode?> Values(string[]? words)
    {
        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var rest = new Queue<string>(words ?? []);
        while (rest.TryDequeue(out var word))
        {
            var (name, value) =
                Assignment().Match(word) is { Success: true } both ? (both.Groups[1].Value, both.Groups[2].Value)
                : rest.TryDequeue(out var next) ? (word, next)
                : throw new MoeUsageException(
                    "-p " + ErrorText.Name(word),
                    "has no value",
                    "Write -p NAME=VALUE; what stands after it counts as a NAME, so name the output before it"
                );
            if (!values.TryAdd(name, NotebookParameters.Parse(value)))
            {
                throw new MoeUsageException("-p " + ErrorText.Name(name), "is given twice");
            }
        }

        return values;
    }

    /// <summary>The one output named, by <c>--out</c> or by its place.</summary>
    public static string One(string? placed, string? named) =>
        (placed, named) switch
        {
            ({ } path, null) => path,
            (null, { } path) => path,
            (null, null) => throw new MoeUsageException("--out", "is missing", "Name the file to write: --out FILE"),
            _ => throw new MoeUsageException(
                "--out",
                $"is {ErrorText.Name(named!)}, and OUT is {ErrorText.Name(placed!)}",
                "Name one file"
            ),
        };

    /// <summary>The output's path, refused where writing there would lose something.</summary>
    public static string Output(string input, string output, bool force)
    {
        OutputFile.Check("OUT", output, [input], force);
        return Path.GetFullPath(output);
    }

    [GeneratedRegex(@"^([A-Za-z_]\w*)=(.*)$", RegexOptions.Singleline)]
    private static partial Regex Assignment();
}
