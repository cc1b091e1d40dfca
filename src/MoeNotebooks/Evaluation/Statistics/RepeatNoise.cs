namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>How far repeated measurements of one and the same configuration lie apart: no smaller difference means anything.</summary>
/// <param name="Groups">How many configurations were measured more than once.</param>
/// <param name="Repeats">How many measurements those groups hold together.</param>
/// <param name="Deviation">The pooled standard deviation within groups, in the unit of the values.</param>
/// <param name="LargestSpread">The largest difference (highest minus lowest) within one group.</param>
internal sealed record RepeatNoise(int Groups, int Repeats, double Deviation, double LargestSpread)
{
    /// <summary>The difference of two single measurements that chance alone exceeds in one case of twenty.</summary>
    public double Difference95 => 1.959964 * Math.Sqrt(2) * Deviation;

    /// <summary>Measures the noise from repeated rows.</summary>
    /// <typeparam name="TKey">What identifies a configuration.</typeparam>
    /// <param name="measurements">Configuration and value; configurations seen once are left out.</param>
    /// <returns>The noise; <see langword="null"/> if nothing was measured twice.</returns>
    public static RepeatNoise? FromRepeats<TKey>(IEnumerable<(TKey Configuration, double Value)> measurements)
        where TKey : notnull
    {
        var groups = measurements.GroupBy(row => row.Configuration, row => row.Value)
            .Select(group => group.ToArray()).Where(group => group.Length > 1).ToArray();
        if (groups.Length == 0)
        {
            return null;
        }

        var repeats = groups.Sum(group => group.Length);
        var squares = groups.Sum(group => group.Sum(value => Math.Pow(value - group.Average(), 2)));
        return new(
            groups.Length, repeats, Math.Sqrt(squares / (repeats - groups.Length)), groups.Max(group => group.Max() - group.Min()));
    }
}
