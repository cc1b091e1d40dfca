using System.CommandLine;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Cli.Help;
using MoeNotebooks.Native;

namespace MoeNotebooks.Cli;

/// <summary>
/// Runs a command line and turns what happened into an exit code: 0, 1 failed, 2 usage, 3 bad data, 4 missing or out of
/// reach, 130 stopped.
/// </summary>
public static class Runner
{
    /// <summary>Parses and runs; whatever goes wrong is said in one line.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ArgumentNullException.ThrowIfNull(root);
        using var interrupts = new Interrupts();
        try
        {
            var parsed = root.Parse(args);
            if (parsed.Action is not ShowHelp && UsageError.Of(parsed) is { } wrong)
            {
                Say(wrong);
                return 2;
            }

            // The doctor says why it does not load
            if (parsed.Action is not ShowHelp && parsed.CommandResult.Command.Name != DoctorCommand.Name)
            {
                TorchNative.Prepare();
            }

            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, interrupts.Token);
        }
        catch (Exception error)
        {
            var failure = Failure.Of(error, interrupts.Token.IsCancellationRequested);
            Say(failure.Line);
            if (Environment.GetEnvironmentVariable(Failure.TraceVariable) is { Length: > 0 })
            {
                Say(error.ToString());
            }

            return failure.ExitCode;
        }
    }

    /// <summary>Says something about the run on standard error, if there still is one.</summary>
    internal static void Say(string line)
    {
        try
        {
            TextWrap.Write(Console.Error, "moe: " + line);
        }
        catch (IOException)
        {
            // closed or full: there is nobody to tell
        }
    }
}
