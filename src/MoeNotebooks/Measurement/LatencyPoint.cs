using MoeNotebooks.Performance;

namespace MoeNotebooks.Measurement;

/// <summary>The measured time of one layer at one batch size.</summary>
/// <param name="Shape">The layer.</param>
/// <param name="Tokens">Tokens processed together, L.</param>
/// <param name="Seconds">The time of every repeat, in their order.</param>
/// <param name="Distinct">Different routed experts hit, the mean over the repeats.</param>
public sealed record LatencyPoint(LayerShape Shape, int Tokens, IReadOnlyList<double> Seconds, double Distinct)
{
    /// <summary>The times, fastest first.</summary>
    internal IReadOnlyList<double> Sorted => [.. Seconds.Order()];

    /// <summary>The median time of a batch, in microseconds.</summary>
    public double Microseconds => 1e6 * Median(Sorted);

    /// <summary>The median time divided by the tokens, in microseconds.</summary>
    public double PerToken => Microseconds / Tokens;

    /// <summary>The fastest repeat divided by the tokens, in microseconds.</summary>
    public double FastestPerToken => 1e6 * Sorted[0] / Tokens;

    /// <summary>The slowest repeat divided by the tokens, in microseconds.</summary>
    public double SlowestPerToken => 1e6 * Sorted[^1] / Tokens;

    /// <summary>The middle of sorted values.</summary>
    internal static double Median(IReadOnlyList<double> sorted) =>
        (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;

    /// <summary>The middle of values in any order.</summary>
    internal static double MedianOf(IEnumerable<double> values) => Median([.. values.Order()]);

    /// <summary>The value at a share of sorted values, between two of them by interpolation.</summary>
    internal static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        return below + 1 < sorted.Count
            ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]))
            : sorted[below];
    }
}
