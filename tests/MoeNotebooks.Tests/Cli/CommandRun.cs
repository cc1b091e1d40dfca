using System.CommandLine;
using MoeNotebooks.Cli;

namespace MoeNotebooks.Tests.Cli;

/// <summary>
/// Runs a command in this process with the console caught; tests that use it are in the collection "console".
/// </summary>
internal static class CommandRun
{
    public static Task<(int Exit, string Out, string Error)> RunAsync(Command command, params string[] args) =>
        RunAsync(command, null, args);

    /// <summary>The same with a standard output of the test's own.</summary>
    public static async Task<(int Exit, string Out, string Error)> RunAsync(
        Command command,
        TextWriter? standardOutput,
        string[] args
    )
    {
        var (oldOut, oldError, oldConsole) = (Console.Out, Console.Error, Spectre.Console.AnsiConsole.Console);
        using var output = standardOutput ?? new StringWriter();
        using var error = new StringWriter();
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            Spectre.Console.AnsiConsole.Console = Spectre.Console.AnsiConsole.Create(
                new() { Out = new Spectre.Console.AnsiConsoleOutput(output) }
            );
            return (
                await Runner.RunAsync(new RootCommand { command }, [command.Name, .. args]),
                output.ToString() ?? string.Empty,
                error.ToString()
            );
        }
        finally
        {
            Console.SetOut(oldOut);
            Console.SetError(oldError);
            Spectre.Console.AnsiConsole.Console = oldConsole;
        }
    }
}
