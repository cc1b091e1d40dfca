using System.CommandLine;
using System.CommandLine.Parsing;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli;

/// <summary>What is wrong with a command line, in one line, with what was probably meant.</summary>
internal static class UsageError
{
    private static readonly (string Clr, string Word)[] TypeNames =
    [
        ("Double", "a number"),
        ("Int32", $"a whole number, {int.MaxValue} at most"),
        ("Int64", $"a whole number, {long.MaxValue} at most"),
        ("Boolean", "true or false"),
    ];

    // texts of the user's own, which may be blank or begin with a dash
    private static readonly string[] MayBeBlank = ["--parameter", "PROMPT"];

    /// <summary>The line, or nothing for a command line that can be run.</summary>
    public static string? Of(ParseResult parsed) => parsed.Errors.Count > 0 ? Line(parsed) : Overlooked(parsed);

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
            return "which command? "
                + string.Join(", ", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name))
                + help;
        }

        var message = string.Join(
                ' ',
                parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            )
            .TrimEnd('.');
        return ErrorText.Safe(InWords(message)) + help;
    }

    /// <summary>
    /// What the parser lets through and no command wants: an unknown option taken for an argument, a value of nothing
    /// but blanks.
    /// </summary>
    private static string? Overlooked(ParseResult parsed)
    {
        var help = $" ('{Name(parsed.CommandResult)} --help' says more)";
        foreach (var result in parsed.CommandResult.Children)
        {
            var (name, isArgument) = result is ArgumentResult argument
                ? (argument.Argument.Name, true)
                : (((OptionResult)result).Option.Name, false);
            foreach (var value in result.Tokens.Select(token => token.Value).Where(_ => !MayBeBlank.Contains(name)))
            {
                if (isArgument && value.Length > 1 && value[0] == '-')
                {
                    return Unknown(value, parsed.CommandResult.Command, parsed.RootCommandResult.Command) + help;
                }

                if (string.IsNullOrWhiteSpace(value))
                {
                    return $"{name}: must not be empty{help}";
                }
            }
        }

        return null;
    }

    /// <summary>The parser names .NET's types, also those of options that may be left out.</summary>
    private static string InWords(string message) =>
        TypeNames.Aggregate(message, (text, type) =>
            text.Replace($"expected type 'System.{type.Clr}'", type.Word, StringComparison.Ordinal)
                .Replace($"expected type 'System.Nullable`1[System.{type.Clr}]'", type.Word, StringComparison.Ordinal)
        );

    private static string Unknown(string word, Command command, Command root)
    {
        var isOption = word.StartsWith('-');
        var kind =
            isOption ? "option"
            : command.Subcommands.Count > 0 ? "command"
            : "argument";
        var known = isOption
            ? command.Options.Concat(root.Options).SelectMany(option => option.Aliases.Prepend(option.Name))
            : command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
        return $"unknown {kind} '{ErrorText.Name(word)}'{Suggestion.DidYouMean(word, known)}";
    }

    private static string Name(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Name(parent)} {result.Command.Name}" : "moe";
}
