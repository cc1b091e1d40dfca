namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Picks the progress lines out of a cell's outputs, not more often than is good to read.</summary>
/// <param name="every">The shortest time between two lines.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressLines(TimeSpan every, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long? _last;

    /// <summary>The line to show now, if any.</summary>
    public string? Next(CellOutput output)
    {
        var data = output switch
        {
            CellOutput.Shown { IsResult: false } shown => shown.Data,
            CellOutput.Replaced replaced => replaced.Data,
            _ => null,
        };
        if (data is not { Count: 1 } || Cell.Text(data["text/plain"]) is not { Length: > 0 } text || text.Contains('\n', StringComparison.Ordinal))
        {
            return null;
        }

        lock (_gate)
        {
            if (_last is { } last && time.GetElapsedTime(last) < every)
            {
                return null;
            }

            _last = time.GetTimestamp();
            return text;
        }
    }
}
