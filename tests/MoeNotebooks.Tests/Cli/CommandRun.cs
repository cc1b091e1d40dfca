using System.CommandLine;
using MoeNotebooks.Cli;

namespace MoeNotebooks.Tests.Cli;

/// <summary>Runs a command in this process with the console caught; tests that use it are in the collection "console".</summary>
internal static class CommandRun
{
    public static async Task<(int Exit, string Out, string Error)> RunAsync(Command command, params string[] args)
    {
        var (oldOut, oldError, oldConsole) = (Console.Out, Console.Error, Spectre.Console.AnsiConsole.Console);
        using var output = new StringWriter();
        using var error = new StringWriter();
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            Spectre.Console.AnsiConsole.Console = Spectre.Console.AnsiConsole.Create(new() { Out = new Spectre.Console.AnsiConsoleOutput(output) });
            return (await Runner.RunAsync(new RootCommand { command }, [command.Name, .. args]), output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(oldOut);
            Console.SetError(oldError);
            Spectre.Console.AnsiConsole.Console = oldConsole;
        }
    }
}
