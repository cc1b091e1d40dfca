namespace MoeNotebooks.Performance.Serving;

/// <summary>
/// Distinct experts hit by a batch when some experts are more popular than others: by Zipf's law, or as a recorded
/// trace counted them.
/// </summary>
internal sealed class ExpertPopularity
{
    private const int Halvings = 40;

    private readonly double[] _misses; // of one draw, for every expert
    private readonly double _draws; // draws with replacement that give a token its number of different experts

    /// <summary>Prepares one layer under Zipf's law.</summary>
    /// <param name="experts">Experts of the layer.</param>
    /// <param name="active">Experts a token uses.</param>
    /// <param name="skew">The exponent of Zipf's law; 0 for uniform routing.</param>
    public ExpertPopularity(int experts, int active, double skew)
        : this([.. Enumerable.Range(1, experts).Select(rank => Math.Pow(rank, -skew))], active) { }

    /// <summary>Prepares one layer from what was counted.</summary>
    /// <param name="weights">How often each expert was used, or any number in proportion to it; at least as many above
    /// 0 as a token uses.</param>
    /// <param name="active">Experts a token uses.</param>
    public ExpertPopularity(IReadOnlyList<double> weights, int active)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(active, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(active, weights.Count(weight => weight > 0), nameof(active));
        var total = weights.Sum();
        _misses = [.. weights.Where(weight => weight > 0).Select(weight => 1 - (weight / total))];
        _draws = active < _misses.Length ? Draws(active) : double.PositiveInfinity;
    }

    /// <summary>The expected number of distinct experts.</summary>
    /// <param name="tokens">Tokens of the batch.</param>
    public double Distinct(double tokens) => double.IsInfinity(_draws) ? _misses.Length : Hits(_draws * tokens);

    private double Draws(int active)
    {
        double low = 0,
            high = active;
        while (Hits(high) < active)
        {
            high *= 2;
        }

        for (var step = 0; step < Halvings; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Hits(middle) < active ? (middle, high) : (low, middle);
        }

        return high;
    }

    private double Hits(double draws) => _misses.Sum(miss => 1 - Math.Pow(miss, draws));
}
