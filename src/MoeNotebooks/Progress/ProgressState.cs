using System.Globalization;

namespace MoeNotebooks.Progress;

/// <summary>How far a step is, and when it will be done at the pace so far.</summary>
/// <param name="what">What is done.</param>
/// <param name="total">How many items there are; 0 when that is not known.</param>
/// <param name="unit">What an item is.</param>
/// <param name="time">The clock.</param>
public sealed class ProgressState(string what, long total, string unit, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _done;

    /// <summary>What is done.</summary>
    public string What => what;

    /// <summary>How many items are done.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>How many items there are; 0 when that is not known.</summary>
    public long Total => total;

    /// <summary>Time since the step began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>
    /// Time left at the pace so far; <see langword="null"/> before the first item or without a total.
    /// </summary>
    public TimeSpan? Left => total <= 0 || Done <= 0 ? null : Elapsed * ((double)Math.Max(0, total - Done) / Done);

    /// <summary>Tells that more items are done.</summary>
    /// <param name="items">How many more.</param>
    public void Advance(long items) => Interlocked.Add(ref _done, items);

    /// <summary>One line: <c>Scoring mini_boolq: 120 of 500 items, 30 items/s, 0:04 gone, 0:12 left</c>.</summary>
    public string Line()
    {
        var of = total > 0 ? $" of {total.ToString("N0", CultureInfo.InvariantCulture)}" : string.Empty;
        var left = Left is { } time ? $", {Clock(time)} left" : string.Empty;
        return $"{what}: {Done.ToString("N0", CultureInfo.InvariantCulture)}{of} {unit}{Speed()}, {Clock(Elapsed)} gone{left}";
    }

    /// <summary>What fits into a narrow terminal: <c>24 %, 0:12 left: Scoring mini_boolq</c>.</summary>
    public string Brief()
    {
        var done =
            total > 0
                ? (100 * Math.Min(Done, total) / total).ToString(CultureInfo.InvariantCulture) + " %"
                : $"{Done.ToString("N0", CultureInfo.InvariantCulture)} {unit}";
        return $"{done}, {(Left is { } time ? $"{Clock(time)} left" : $"{Clock(Elapsed)} gone")}: {what}";
    }

    private string Speed()
    {
        var rate = Done / Math.Max(1, Elapsed.TotalSeconds);
        return Done == 0
            ? string.Empty
            : $", {rate.ToString(rate < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture)} {unit}/s";
    }

    private static string Clock(TimeSpan span) =>
        span.ToString(span.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
