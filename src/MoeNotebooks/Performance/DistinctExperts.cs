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

    /// <summary>The variance of the number of distinct experts under uniform, independent routing.</summary>
    /// <remarks>
    /// With q the chance that a batch misses an expert and q2 that it misses two given ones, it is
    /// <c>n_e q (1 - q) + n_e (n_e - 1) (q2 - q^2)</c>. Experts take each other's places, so it is less than that of
    /// independent hits.
    /// </remarks>
    /// <param name="experts">Routed experts, n_e.</param>
    /// <param name="active">Experts a token uses, n_a.</param>
    /// <param name="tokens">Tokens processed together, L.</param>
    public static double Variance(int experts, int active, int tokens)
    {
        if (experts < 2)
        {
            return 0;
        }

        double missed = Math.Pow(1 - ((double)active / experts), tokens);
        var both = Math.Pow(
            (double)(experts - active) * (experts - active - 1) / ((double)experts * (experts - 1)),
            tokens
        );
        return Math.Max(
            0,
            (experts * missed * (1 - missed)) + ((double)experts * (experts - 1) * (both - (missed * missed)))
        );
    }
}
