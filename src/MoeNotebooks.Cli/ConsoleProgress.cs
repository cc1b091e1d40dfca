using MoeNotebooks.Progress;
using Spectre.Console;

namespace MoeNotebooks.Cli;

/// <summary>
/// The progress of commands: bars on a terminal, plain lines elsewhere; always on standard error, so that results can
/// be piped.
/// </summary>
internal static class ConsoleProgress
{
    private const int WidthOfPipes = 160;

    /// <summary>A reporter for this process's standard error.</summary>
    /// <param name="leavesLines">Whether, on a terminal, the line of a step stays when it has ended.</param>
    public static IProgressReporter Create(bool leavesLines = true)
    {
        var console = ErrorConsole();
        return IsLively(console)
            ? new SpectreReporter(console, TimeProvider.System, leavesLines)
            : ProgressReporter.PlainText(Console.Error);
    }

    /// <summary>Standard error as Spectre sees it.</summary>
    public static IAnsiConsole ErrorConsole() => For(Console.Error);

    /// <summary>A writer as Spectre sees it; what is not a terminal has no width to keep to.</summary>
    public static IAnsiConsole For(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = WidthOfPipes;
        }

        return console;
    }

    /// <summary>
    /// Shows the terminal's cursor again, which bars hide; for a process that ends while they are drawn.
    /// </summary>
    public static void Restore()
    {
        try
        {
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write("\u001b[?25h");
            }
        }
        catch (IOException)
        {
            // the terminal is gone
        }
    }

    /// <summary>Whether lines can be redrawn there: a terminal, and not a dumb one.</summary>
    public static bool IsLively(IAnsiConsole console) =>
        console.Profile.Out.IsTerminal
        && console.Profile.Capabilities is { Ansi: true, Interactive: true }
        && Environment.GetEnvironmentVariable("TERM") != "dumb";
}
