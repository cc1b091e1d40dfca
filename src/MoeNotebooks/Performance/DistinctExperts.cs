namespace MoeNotebooks.Performance;

/// <summary>How many different experts a batch hits: the number whose weights must be read.</summary>
public static class DistinctExperts
{
    /// <summary>
    /// The expectation under uniform, independent routing: <c>n_e (1 - (1 - n_a / n_e)^L)</c>. Real routers have
    /// favourites, which lowers it.
    /// </summary>
    /// <param name="experts">Routed experts, n_e.</param>
    /// <param name="active">Experts a token uses, n_a.</param>
    /// <param name="tokens">Tokens processed together, L.</param>
    public static double Expected(int experts, int active, double tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(experts, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(active);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(active, experts);
        return experts * (1 - Math.Pow(1 - ((double)active / experts), tokens));
    }
}
