using System.Globalization;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// One load: a closed loop of so many requests at any time, or an open loop of arrivals at a rate, whatever becomes of
/// those before.
/// </summary>
/// <param name="Concurrency">Requests under way; <see langword="null"/> in an open loop.</param>
/// <param name="Rate">Arrivals per second, on average; <see langword="null"/> in a closed loop.</param>
/// <param name="Requests">Requests in all.</param>
internal sealed record LoadStep(int? Concurrency, double? Rate, int Requests)
{
    /// <summary>When the requests of an open loop arrive, in seconds: a Poisson process.</summary>
    /// <param name="seed">Seed of the arrivals.</param>
    public IReadOnlyList<double> Arrivals(int seed)
    {
        var random = new Random(seed);
        var (arrivals, now) = (new double[Requests], 0.0);
        for (var i = 0; i < arrivals.Length; i++)
        {
            arrivals[i] = now += -Math.Log(1 - random.NextDouble()) / Rate!.Value;
        }

        return arrivals;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Concurrency is { } places
            ? places.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Rate:0.###}/s");
}
