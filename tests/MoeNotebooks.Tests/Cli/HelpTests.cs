using System.CommandLine;
using MoeNotebooks.Cli;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Cli.Help;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Cli;

/// <summary>
/// What <c>--help</c> says: every command by task, with an example that can be run, broken at the ends of words at any
/// width.
/// </summary>
[Collection("console")]
public sealed class HelpTests
{
    public static TheoryData<string> Commands =>
        [.. All(AllCommands.Create()).Select(command => Path(command)).Order()];

    [Fact]
    public void Every_command_is_in_the_list_of_tasks_once()
    {
        string[] listed = [.. CommandTasks.All.SelectMany(task => task.Commands).Select(one => one.Command)];
        listed.ShouldBeUnique();
        AllCommands
            .Create()
            .Subcommands.Where(command => !command.Hidden)
            .Select(command => command.Name)
            .Except(listed)
            .ShouldBeEmpty("a new command needs a line with an example in Help/CommandTasks.cs");
    }

    [Fact]
    public void Every_example_is_a_command_line_that_can_be_run()
    {
        var root = AllCommands.Create();
        foreach (
            var (command, example) in CommandTasks
                .All.SelectMany(task => task.Commands)
                .Where(one => root.Subcommands.Any(sub => sub.Name == one.Command))
        )
        {
            example.ShouldStartWith("moe " + command);
            var parsed = root.Parse(example["moe ".Length..]);
            UsageError.Of(parsed).ShouldBeNull(example);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void No_line_is_too_wide_and_no_word_is_broken(string path)
    {
        var command = All(AllCommands.Create()).Single(one => Path(one) == path);
        var words = HelpText.Lines(command, 1000).SelectMany(Words).ToHashSet();
        foreach (var width in new[] { 60, 80, 120 })
        {
            foreach (var line in HelpText.Lines(command, width))
            {
                (line.Length <= width || line.Trim().Split(' ').Length == 1 || IsName(line)).ShouldBeTrue(
                    $"{line.Length} > {width}: {line}"
                );
                Words(line).Except(words).ShouldBeEmpty(line);
            }
        }
    }

    [Fact]
    public async Task Help_is_asked_for_without_what_a_command_needs()
    {
        var (exit, text, error) = await CommandRun.RunAsync(EvalCommand.Create(), "--help");
        exit.ShouldBe(0, error);
        text.ShouldContain("--tasks");

        using var output = new StringWriter();
        var old = Console.Out;
        Console.SetOut(output);
        try
        {
            (await Runner.RunAsync(AllCommands.Create(), ["eval", "--help"])).ShouldBe(0);
        }
        finally
        {
            Console.SetOut(old);
        }

        output.ToString().ShouldStartWith("Usage: moe eval MODEL [options]");
        output.ToString().ShouldContain("Example: moe eval mini-softmax --tasks mini --experts 2");
    }

    [Fact]
    public void The_root_s_help_shows_tasks_commands_and_examples()
    {
        var text = string.Join('\n', HelpText.Lines(AllCommands.Create(), 100));
        text.ShouldStartWith(
            "moe: MoE inference, evaluation and the paper's experiments.\n\nUsage: moe COMMAND [options]. 'moe COMMAND --help' says more of one.\n\nBegin here:\n  doctor     Say "
        );
        text.ShouldContain(
            "\n  reproduce  Run the notebooks and write their results, charts and tables.\n             moe reproduce --quick\n"
        );
        text.ShouldNotContain("kernel ");
    }

    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("one two three", 6, "one|two|three")]
    [InlineData("a  longerthanthat\nb", 5, "a|longerthanthat|b")]
    [InlineData("", 5, "")]
    public void Text_wraps_between_words(string text, int width, string lines) =>
        string.Join('|', TextLines.Of(text, width)).ShouldBe(lines);

    [Theory]
    [InlineData("cores     two of them", 40, "cores     two of them")]
    [InlineData("cores     two of them", 17, "cores     two of|          them")]
    [InlineData("cores     two of them", 9, "cores     two of them")]
    public void What_hangs_below_a_name_is_indented(string line, int width, string lines) =>
        string.Join('|', TextWrap.Hang(line, width, 10)).ShouldBe(lines);

    private static bool IsName(string line) =>
        line.StartsWith("  ", StringComparison.Ordinal) && !line.StartsWith("   ", StringComparison.Ordinal);

    private static IEnumerable<string> Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<Command> All(Command command) =>
        [command, .. command.Subcommands.Where(sub => !sub.Hidden).SelectMany(All)];

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "moe";
}
