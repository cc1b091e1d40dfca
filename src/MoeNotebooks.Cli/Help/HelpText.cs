using System.CommandLine;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Help;

/// <summary>The help of a command as lines of text, broken at the ends of words.</summary>
internal static class HelpText
{
    private const string ExampleMark = " Example";

    /// <summary>The lines.</summary>
    /// <param name="command">The command; the root lists all of them by task.</param>
    /// <param name="width">The most characters of a line.</param>
    public static IEnumerable<string> Lines(Command command, int width) =>
        command is RootCommand root ? OfRoot(root, width) : OfCommand(command, width);

    private static IEnumerable<string> OfRoot(RootCommand root, int width)
    {
        IEnumerable<string> lines =
        [
            .. TextLines.Of($"moe: {root.Description}", width),
            string.Empty,
            .. TextLines.Of("Usage: moe COMMAND [options]. 'moe COMMAND --help' says more of one.", width),
        ];
        foreach (var task in CommandTasks.All)
        {
            (string, string)[] rows =
            [
                .. task.Commands.SelectMany(listed =>
                    root.Subcommands.Where(command => command.Name == listed.Command)
                        .SelectMany(command =>
                            new[] { (command.Name, Summary(command)), (string.Empty, listed.Example) }
                        )
                ),
            ];
            lines = [.. lines, string.Empty, task.Title + ":", .. HelpColumns.Lines(rows, width)];
        }

        return [.. lines, string.Empty, "Options:", .. HelpColumns.Lines([.. Options(root)], width)];
    }

    private static IEnumerable<string> OfCommand(Command command, int width) =>
        [
            .. TextLines.Of("Usage: " + Usage(command), width),
            string.Empty,
            .. TextLines.Of(command.Description ?? string.Empty, width),
            .. command.Description?.Contains(ExampleMark, StringComparison.Ordinal) != true
            && Example(command) is { } example
                ? [string.Empty, .. TextLines.Of("Example: " + example, width)]
                : Array.Empty<string>(),
            .. Section("Commands:", [.. Visible(command.Subcommands).Select(sub => (Name(sub), Summary(sub)))], width),
            .. Section(
                "Arguments:",
                [
                    .. command
                        .Arguments.Where(argument => !argument.Hidden)
                        .Select(argument => (argument.Name, argument.Description ?? string.Empty)),
                ],
                width
            ),
            .. Section("Options:", [.. Options(command)], width),
        ];

    private static IEnumerable<string> Section(string title, IReadOnlyList<(string, string)> rows, int width) =>
        rows.Count == 0 ? [] : [string.Empty, title, .. HelpColumns.Lines(rows, width)];

    private static IEnumerable<Command> Visible(IEnumerable<Command> commands) =>
        commands.Where(command => !command.Hidden);

    /// <summary>What it does, without the examples that some descriptions end with.</summary>
    private static string Summary(Command command) =>
        command.Description is not { } text ? string.Empty
        : text.IndexOf(ExampleMark, StringComparison.Ordinal) is > 0 and var at ? text[..at]
        : text;

    private static string? Example(Command command) =>
        command.Parents.OfType<RootCommand>().Any() ? CommandTasks.ExampleOf(command.Name) : null;

    private static string Usage(Command command) =>
        string.Join(
            ' ',
            [
                .. Path(command),
                .. Visible(command.Subcommands).Any()
                    ? [command.Action is null ? "COMMAND" : "[COMMAND]"]
                    : Array.Empty<string>(),
                .. command.Arguments.Where(argument => !argument.Hidden).Select(Placed),
                "[options]",
            ]
        );

    private static IEnumerable<string> Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? [.. Path(parent), command.Name] : ["moe"];

    private static string Name(Command command) =>
        string.Join(' ', [command.Name, .. command.Arguments.Where(argument => !argument.Hidden).Select(Placed)]);

    private static string Placed(Argument argument)
    {
        var name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + " ..." : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static IEnumerable<(string, string)> Options(Command command) =>
        command
            .Options.Concat(Inherited(command))
            .Where(option => !option.Hidden)
            .Select(option => (OptionName(option), OptionText(option)));

    private static IEnumerable<Option> Inherited(Command command) =>
        command
            .Parents.OfType<Command>()
            .SelectMany(parent => parent.Options.Where(option => option.Recursive).Concat(Inherited(parent)));

    private static string OptionName(Option option)
    {
        var names = string.Join(
            ", ",
            option.Aliases.Append(option.Name).Distinct().Where(name => name[0] == '-').OrderBy(name => name.Length)
        );
        return TakesValue(option)
            ? $"{names} {option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant()}"
            : names;
    }

    private static string OptionText(Option option)
    {
        var text = option.Description ?? string.Empty;
        return
            TakesValue(option)
            && option.HasDefaultValue
            && !text.Contains("default", StringComparison.OrdinalIgnoreCase)
            && DefaultOf(option) is { Length: > 0 } value
            ? $"{text} [default: {value}]"
            : text;
    }

    private static string? DefaultOf(Option option) =>
        option.GetDefaultValue() switch
        {
            null => null,
            Enum value => value.ToString().ToLowerInvariant(),
            string text => text,
            System.Collections.IEnumerable => null,
            var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        };

    private static bool TakesValue(Option option) =>
        option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool) && option.ValueType != typeof(void);
}
