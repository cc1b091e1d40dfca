using MathNet.Numerics.Statistics;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// Times in milliseconds, summed up as NumPy does: percentiles by linear interpolation, the deviation that of a
/// population.
/// </summary>
/// <param name="Mean">Mean.</param>
/// <param name="Median">50th percentile.</param>
/// <param name="Deviation">Standard deviation.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
internal sealed record TimeSummary(double Mean, double Median, double Deviation, double P95, double P99)
{
    /// <summary>Of some times; <see langword="null"/> without any.</summary>
    /// <param name="seconds">The times.</param>
    public static TimeSummary? Of(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Select(time => 1e3 * time).Order()];
        return sorted.Length == 0
            ? null
            : new(
                sorted.Average(),
                At(sorted, 0.5),
                ArrayStatistics.PopulationStandardDeviation(sorted),
                At(sorted, 0.95),
                At(sorted, 0.99)
            );
    }

    private static double At(double[] sorted, double share) =>
        SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);
}
