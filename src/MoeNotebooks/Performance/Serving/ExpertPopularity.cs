namespace MoeNotebooks.Performance.Serving;

/// <summary>Distinct experts hit by a batch when some experts are more popular than others, by Zipf's law.</summary>
public sealed class ExpertPopularity
{
    private const int Halvings = 40;

    private readonly double[] _misses; // of one draw, for every expert
    private readonly double _draws;    // draws with replacement that give a token its number of different experts

    /// <summary>Prepares one layer.</summary>
    /// <param name="experts">Experts of the layer.</param>
    /// <param name="active">Experts a token uses.</param>
    /// <param name="skew">The exponent of Zipf's law; 0 for uniform routing.</param>
    public ExpertPopularity(int experts, int active, double skew)
    {
        double[] shares = [.. Enumerable.Range(1, experts).Select(rank => Math.Pow(rank, -skew))];
        var total = shares.Sum();
        _misses = [.. shares.Select(share => 1 - (share / total))];
        _draws = active < experts ? Draws(active) : double.PositiveInfinity;
    }

    /// <summary>The expected number of distinct experts.</summary>
    /// <param name="tokens">Tokens of the batch.</param>
    public double Distinct(int tokens) => Hits(_draws * tokens);

    private double Draws(int active)
    {
        double low = 0, high = active;
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
