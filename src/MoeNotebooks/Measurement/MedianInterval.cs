namespace MoeNotebooks.Measurement;

/// <summary>
/// The median of repeats with an interval that holds whatever their distribution: two of their own ranks.
/// </summary>
/// <param name="Median">The middle value.</param>
/// <param name="Low">The lower rank's value.</param>
/// <param name="High">The upper rank's value.</param>
/// <param name="Coverage">How often such an interval holds the true median: 95 % at least, or as much as the repeats
/// allow.</param>
public readonly record struct MedianInterval(double Median, double Low, double High, double Coverage)
{
    private const double Wanted = 0.95;

    /// <summary>
    /// Takes the innermost pair of ranks that covers enough; the outermost where none does. Six repeats are the first
    /// to reach 95 %.
    /// </summary>
    /// <param name="values">The repeats, at least one.</param>
    public static MedianInterval Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var rank = 0; // from either end
        while (rank + 1 < (sorted.Length + 1) / 2 && Covers(sorted.Length, rank + 1) >= Wanted)
        {
            rank++;
        }

        return new(LatencyPoint.Median(sorted), sorted[rank], sorted[^(rank + 1)], Covers(sorted.Length, rank));
    }

    /// <summary>1 minus twice the chance that at most so many of n repeats fall on one side of the median.</summary>
    private static double Covers(int n, int rank)
    {
        var (chance, tail) = (Math.Pow(0.5, n), 0.0);
        for (var below = 0; below <= rank; below++)
        {
            tail += chance;
            chance *= (double)(n - below) / (below + 1);
        }

        return Math.Max(0, 1 - (2 * tail));
    }
}
