namespace MoeNotebooks.Cli.Commands;

/// <summary>When tokens came.</summary>
/// <param name="time">The clock.</param>
internal sealed class TokenClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _first;
    private long _last;

    public int Tokens { get; private set; }

    /// <summary>From the start to the first token (TTFT).</summary>
    public TimeSpan First => time.GetElapsedTime(_start, _first);

    /// <summary>Tokens per second after the first one; <see langword="null"/> where there was no second.</summary>
    public double? Rate => Tokens > 1 ? (Tokens - 1) / time.GetElapsedTime(_first, _last).TotalSeconds : null;

    public void Tick()
    {
        _last = time.GetTimestamp();
        _first = Tokens++ == 0 ? _last : _first;
    }
}
