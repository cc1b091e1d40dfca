using System.CommandLine;

namespace MoeNotebooks.Cli.Commands;

/// <summary>Which options stand on the command line, whatever the defaults of the others are.</summary>
internal static class GivenOptions
{
    public static bool IsGiven(this ParseResult parsed, Option option) =>
        parsed.GetResult(option) is { Implicit: false };

    /// <summary>The names of those that do.</summary>
    public static IEnumerable<string> Given(this ParseResult parsed, params IEnumerable<Option> options) =>
        options.Where(parsed.IsGiven).Select(option => option.Name);
}
