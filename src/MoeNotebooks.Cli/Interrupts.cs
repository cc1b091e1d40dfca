using System.Runtime.InteropServices;

namespace MoeNotebooks.Cli;

/// <summary>
/// Ctrl-C, a polite kill or a closed terminal: the first asks the command to stop and keep what it has finished, the
/// second ends the process at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    /// <summary>The exit code of a stopped command.</summary>
    public const int ExitCode = 130;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _signals;

    public Interrupts() =>
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        if (_stop.IsCancellationRequested)
        {
            Environment.Exit(ExitCode);
        }

        signal.Cancel = true;
        // What is run on cancellation must not hold up the signal's thread.
        _ = Task.Run(_stop.Cancel);
    }
}
