using System.Runtime.InteropServices;

namespace MoeNotebooks.Cli;

/// <summary>
/// Ctrl-C, a polite kill or a closed terminal: the first asks the command to stop and keep what it has finished, the
/// second ends the process at once. A step that is not over after <see cref="Patience"/> is abandoned: files are
/// written whole or not at all, and a store has every answer that was committed.
/// </summary>
internal sealed partial class Interrupts : IDisposable
{
    /// <summary>The exit code of a stopped command.</summary>
    public const int ExitCode = 130;

    /// <summary>Less than the ten seconds that schedulers and containers give before they kill.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _over = new();
    private readonly List<PosixSignalRegistration> _signals;

    public Interrupts() =>
        _signals = [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal =>
                PosixSignalRegistration.Create(signal, Handle)
            ),
        ];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _over.Cancel();
        _over.Dispose();
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_stop.IsCancellationRequested)
        {
            Leave(ExitCode);
        }

        // What is run on cancellation must not hold up the signal's thread.
        _ = Task.Run(_stop.Cancel);
        _ = LeaveLaterAsync(_over.Token);
    }

    private static async Task LeaveLaterAsync(CancellationToken over)
    {
        try
        {
            await Task.Delay(Patience, over);
        }
        catch (OperationCanceledException)
        {
            return; // the command has ended by itself
        }

        Runner.Say("stopped in the middle of a step, which is lost; what was finished is kept.");
        Leave(ExitCode);
    }

    /// <summary>
    /// Ends the process without waiting for anything: exit handlers would run beside native threads at work.
    /// </summary>
    private static void Leave(int code)
    {
        ConsoleProgress.Restore();
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(code);
        }

        ExitNow(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
