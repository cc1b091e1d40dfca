using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli;

/// <summary>
/// Any exception as one line for a person and an exit code; the only place that does this for the command line.
/// </summary>
/// <param name="ExitCode">2 usage, 3 bad data, 4 missing or out of reach, 130 stopped; 1 for a fault of this
/// program.</param>
/// <param name="Line">What happened.</param>
internal sealed record Failure(int ExitCode, string Line)
{
    /// <summary>Set to anything, this environment variable shows where a fault of this program arose.</summary>
    public const string TraceVariable = "MOE_TRACE";

    private const int Missing = 4;
    private const string OutOfMemory = "Give --memory or a smaller --batch-tokens, or use bf16";

    public static Failure Of(Exception error, bool stopRequested) =>
        Cause(error) switch
        {
            OperationCanceledException when stopRequested => new(
                Interrupts.ExitCode,
                "stopped; what was finished is kept."
            ),
            MoeException known => new(known.ExitCode, known.Message),
            OperationCanceledException or TimeoutException => new(
                Missing,
                "something that was waited for took too long."
            ),
            OutOfMemoryException => new(Missing, $"out of memory. {OutOfMemory}"),
            ExternalException native when IsMemory(native) => new(
                Missing,
                $"out of memory: {FirstLine(native)}. {OutOfMemory}"
            ),
            NotSupportedException { Source: "TorchSharp" } torch
                when torch.Message.Contains(nameof(OutOfMemoryException), StringComparison.Ordinal) => new(
                Missing,
                $"out of memory while libtorch was loaded. {OutOfMemory}"
            ),
            DllNotFoundException or NotSupportedException { Source: "TorchSharp" } or BadImageFormatException => new(
                Missing,
                $"a native library does not load: {FirstLine(error)}. 'moe doctor' says what this machine has"
            ),
            IOException or UnauthorizedAccessException or HttpRequestException or SocketException => new(
                Missing,
                FirstLine(error)
            ),
            var fault => new(
                1,
                $"{FirstLine(fault)} ({fault.GetType().Name}; this is a fault of moe: {TraceVariable}=1 shows where)"
            ),
        };

    /// <summary>What lies under the wrappings of tasks, static constructors and reflection.</summary>
    private static Exception Cause(Exception error) =>
        error switch
        {
            AggregateException { InnerExceptions: [var first, ..] } => Cause(first),
            TypeInitializationException or TargetInvocationException when error.InnerException is { } inner => Cause(
                inner
            ),
            _ => error,
        };

    private static bool IsMemory(ExternalException error) =>
        error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);

    private static string FirstLine(Exception error) =>
        ErrorText
            .Safe(
                Cause(error)
                    .Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .FirstOrDefault()
                    ?? error.GetType().Name
            )
            .TrimEnd('.');
}
