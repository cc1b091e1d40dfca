using System.Collections.Concurrent;

namespace MoeNotebooks.Faults;

/// <summary>What became of the requests of many threads.</summary>
internal sealed class Tally
{
    private int _whole;
    private int _different;
    private int _cut;

    public int Whole => _whole;

    public int Different => _different;

    public int Cut => _cut;

    public int Failed => Errors.Count;

    public ConcurrentBag<string> Errors { get; } = [];

    /// <summary>Counts an answer; none was cut off.</summary>
    public void Add(string? answer, string alone)
    {
        Interlocked.Increment(ref answer is null ? ref _cut : ref _whole);
        if (answer is not null && answer != alone)
        {
            Interlocked.Increment(ref _different);
        }
    }

    public void Fail(Exception error) => Errors.Add(error.Message);
}
