using System.CommandLine;
using System.CommandLine.Parsing;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli;

/// <summary>What is wrong with a command line, in one line, with what was probably meant.</summary>
internal static class UsageError
{
    private static readonly (string Clr, string Word)[] TypeNames =
    [
        ("expected type 'System.Double'", "a number"),
        ("expected type 'System.Int32'", "a whole number"),
        ("expected type 'System.Int64'", "a whole number"),
        ("expected type 'System.Boolean'", "true or false"),
    ];

    public static string Line(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var help = $" ('{Name(parsed.CommandResult)} --help' says more)";
        if (parsed.UnmatchedTokens.Count > 0)
        {
            return Unknown(parsed.UnmatchedTokens[0], command, parsed.RootCommandResult.Command) + help;
        }

        if (command.Subcommands.Count > 0 && command.Action is null)
        {
            return "which command? " + string.Join(", ", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name)) + help;
        }

        var message = parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return ErrorText.Safe(TypeNames.Aggregate(message, (text, type) => text.Replace(type.Clr, type.Word, StringComparison.Ordinal))) + help;
    }

    private static string Unknown(string word, Command command, Command root)
    {
        var isOption = word.StartsWith('-');
        var kind = isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        var known = isOption
            ? command.Options.Concat(root.Options).SelectMany(option => option.Aliases.Prepend(option.Name))
            : command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
        return $"unknown {kind} '{ErrorText.Name(word)}'{Suggestion.DidYouMean(word, known)}";
    }

    private static string Name(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Name(parent)} {result.Command.Name}" : "moe";
}
