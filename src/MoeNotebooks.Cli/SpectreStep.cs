using MoeNotebooks.Progress;

namespace MoeNotebooks.Cli;

/// <summary>One step of a <see cref="SpectreReporter"/>.</summary>
internal sealed class SpectreStep(ProgressState state, TimeProvider time, Action<SpectreStep> show, Action<SpectreStep> hide) : IProgressTask
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(2);
    private readonly long _started = time.GetTimestamp();
    private int _phase; // 0 not shown yet, 1 shown, 2 ended

    public ProgressState State => state;

    public void Advance(long items = 1)
    {
        state.Advance(items);
        if (_phase == 0 && time.GetElapsedTime(_started) >= FirstAfter && Interlocked.CompareExchange(ref _phase, 1, 0) == 0)
        {
            show(this);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _phase, 2) == 1)
        {
            hide(this);
        }
    }
}
