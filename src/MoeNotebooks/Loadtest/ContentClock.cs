namespace MoeNotebooks.Loadtest;

/// <summary>When the parts of one answer came.</summary>
/// <param name="time">The clock.</param>
/// <param name="start">The beginning of the step, as that clock counts.</param>
internal sealed class ContentClock(TimeProvider time, long start)
{
    private readonly List<double> _gaps = [];
    private double _last;

    /// <summary>Seconds from the beginning of the step.</summary>
    public double Now => time.GetElapsedTime(start).TotalSeconds;

    public double? First { get; private set; }

    public IReadOnlyList<double> Gaps => _gaps;

    public void Tick()
    {
        var now = Now;
        if (First is null)
        {
            First = now;
        }
        else
        {
            _gaps.Add(now - _last);
        }

        _last = now;
    }
}
