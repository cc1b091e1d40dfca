using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Native;

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
        ArgumentNullException.ThrowIfNull(root);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine("moe: " + UsageError.Line(parsed));
            return 2;
        }

        TorchNative.Prepare();
        using var interrupts = new Interrupts();
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, interrupts.Token);
        }
        catch (MoeException error)
        {
            Console.Error.WriteLine("moe: " + error.Message);
            return error.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("moe: stopped; what was finished is kept.");
            return Interrupts.ExitCode;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("moe: " + ErrorText.Safe(error.Message));
            return 4;
        }
    }
}
