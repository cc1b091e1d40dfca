namespace MoeNotebooks.Performance.Simulation;

/// <summary>One request of a trace.</summary>
/// <param name="Arrival">When it arrives, in seconds.</param>
/// <param name="InputTokens">Tokens of its prompt.</param>
/// <param name="OutputTokens">Tokens of its answer.</param>
public readonly record struct TraceRequest(double Arrival, int InputTokens, int OutputTokens)
{
    /// <summary>An open loop: requests that arrive at random at a rate, whatever becomes of those before.</summary>
    /// <param name="perSecond">Requests per second, on average.</param>
    /// <param name="seconds">How long they arrive.</param>
    /// <param name="inputTokens">Tokens of every prompt.</param>
    /// <param name="outputTokens">Tokens of every answer.</param>
    /// <param name="seed">Seed of the arrivals.</param>
    public static IReadOnlyList<TraceRequest> AtRate(
        double perSecond,
        double seconds,
        int inputTokens,
        int outputTokens,
        int seed = 1
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        var random = new Random(seed);
        var requests = new List<TraceRequest>();
        for (var at = Wait(); at < seconds; at += Wait())
        {
            requests.Add(new(at, inputTokens, outputTokens));
        }

        return requests;

        double Wait() => -Math.Log(1 - random.NextDouble()) / perSecond;
    }
}
