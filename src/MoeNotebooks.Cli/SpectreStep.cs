using MoeNotebooks.Progress;

namespace MoeNotebooks.Cli;

/// <summary>
/// One step of a <see cref="SpectreReporter"/>; shown after two seconds, also while its first item is still under way.
/// </summary>
internal sealed class SpectreStep : IProgressTask
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(2);
    private readonly Action<SpectreStep> _show;
    private readonly Action<SpectreStep> _hide;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private bool _shown;
    private bool _ended;

    public SpectreStep(ProgressState state, TimeProvider time, Action<SpectreStep> show, Action<SpectreStep> hide)
    {
        (State, _show, _hide) = (state, show, hide);
        _timer = time.CreateTimer(_ => Show(), null, FirstAfter, Timeout.InfiniteTimeSpan);
    }

    public ProgressState State { get; }

    public void Advance(long items = 1) => State.Advance(items);

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            if (_shown && !_ended)
            {
                _hide(this);
            }

            _ended = true;
        }
    }

    private void Show()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _shown = true;
                _show(this);
            }
        }
    }
}
