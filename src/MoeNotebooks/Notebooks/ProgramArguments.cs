using System.Text.Json.Nodes;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Notebooks;

/// <summary>
/// The arguments of an exported notebook: <c>-p NAME=VALUE</c> as often as wanted, and <c>--out FOLDER</c>.
/// </summary>
/// <param name="Folder">Where files go; <see langword="null"/> where nothing was said.</param>
/// <param name="Values">Parameters by name.</param>
/// <param name="Problems">What cannot be understood.</param>
internal sealed record ProgramArguments(
    string? Folder,
    IReadOnlyDictionary<string, JsonNode?> Values,
    IReadOnlyList<string> Problems
)
{
    public static ProgramArguments Read(IReadOnlyList<string> words)
    {
        var (values, problems) = (new Dictionary<string, JsonNode?>(StringComparer.Ordinal), new List<string>());
        string? folder = null;
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == "--out" && i + 1 < words.Count)
            {
                folder = words[++i];
            }
            else if (words[i] is "-p" or "--parameter" && i + 1 < words.Count)
            {
                Add(words[++i], values, problems);
            }
            else
            {
                problems.Add($"'{ErrorText.Name(words[i])}' is not understood");
            }
        }

        return new(folder, values, problems);
    }

    private static void Add(string word, Dictionary<string, JsonNode?> values, List<string> problems)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
        {
            problems.Add($"-p {ErrorText.Name(word)}: has no value");
        }
        else if (!values.TryAdd(word[..at], ParameterRule.Parse(word[(at + 1)..])))
        {
            problems.Add($"-p {ErrorText.Name(word[..at])}: is given twice");
        }
    }
}
