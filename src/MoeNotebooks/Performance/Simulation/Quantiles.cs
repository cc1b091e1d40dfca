namespace MoeNotebooks.Performance.Simulation;

/// <summary>Mean, median and 99th percentile of times, in milliseconds.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Median">Median.</param>
/// <param name="P99">99th percentile.</param>
public sealed record Quantiles(double Mean, double Median, double P99)
{
    /// <summary>Of times that occurred so often.</summary>
    /// <param name="times">Seconds, and how often.</param>
    internal static Quantiles? Of(IEnumerable<(double Seconds, long Count)> times)
    {
        (double Seconds, long Count)[] sorted = [.. times.OrderBy(time => time.Seconds)];
        var total = sorted.Sum(time => time.Count);
        return total == 0
            ? null
            : new(
                1e3 * sorted.Sum(time => time.Seconds * time.Count) / total,
                1e3 * At(sorted, 0.5 * total),
                1e3 * At(sorted, 0.99 * total)
            );
    }

    private static double At((double Seconds, long Count)[] sorted, double rank)
    {
        var seen = 0L;
        return sorted.First(time => (seen += time.Count) >= rank).Seconds;
    }
}
