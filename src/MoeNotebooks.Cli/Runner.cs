using System.CommandLine;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli;

/// <summary>Runs a command line and turns what happened into an exit code: 0, 1 failed, 2 usage, 3 bad data, 4 missing, 130 cancelled.</summary>
public static class Runner
{
    /// <summary>Parses and runs; prints one line on an error, never a stack trace for an error of the user's.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine("moe: " + parsed.Errors[0].Message + " ('moe --help' lists the commands)");
            return 2;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (MoeException error)
        {
            Console.Error.WriteLine("moe: " + error.Message);
            return error.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("moe: stopped; what was finished is kept.");
            return 130;
        }
    }
}
