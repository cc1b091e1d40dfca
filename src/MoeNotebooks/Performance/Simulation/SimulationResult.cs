namespace MoeNotebooks.Performance.Simulation;

/// <summary>A simulated run in the terms of serving benchmarks (SGLang's <c>bench_serving</c>).</summary>
/// <param name="Requests">What became of every request.</param>
/// <param name="Gaps">Seconds between two tokens of a request, and how often.</param>
public sealed record SimulationResult(
    IReadOnlyList<SimulatedRequest> Requests,
    IReadOnlyList<(double Seconds, long Count)> Gaps
)
{
    /// <summary>Seconds until the last answer was finished.</summary>
    public double Seconds => Requests.Count == 0 ? 0 : Requests.Max(request => request.Finished);

    /// <summary>Time to the first token; <see langword="null"/> without requests.</summary>
    public Quantiles? TimeToFirstToken => Quantiles.Of(Requests.Select(request => (request.TimeToFirstToken, 1L)));

    /// <summary>Time per output token after the first, request by request; answers of one token have none.</summary>
    public Quantiles? TimePerOutputToken =>
        Quantiles.Of(
            from request in Requests
            where request.TimePerOutputToken is not null
            select (request.TimePerOutputToken!.Value, 1L)
        );

    /// <summary>
    /// Time between two tokens, over the tokens of all requests: what a prefill of others interrupts.
    /// </summary>
    public Quantiles? InterTokenLatency => Quantiles.Of(Gaps);

    /// <summary>Output tokens per second.</summary>
    public double OutputTokensPerSecond => Requests.Sum(request => (double)request.Request.OutputTokens) / Seconds;

    /// <summary>Input and output tokens per second.</summary>
    public double TokensPerSecond =>
        OutputTokensPerSecond + (Requests.Sum(request => (double)request.Request.InputTokens) / Seconds);

    /// <summary>Requests in the system on average, by Little's law.</summary>
    public double Concurrency => Requests.Sum(request => request.Finished - request.Request.Arrival) / Seconds;

    /// <summary>Requests per second that met both objectives (goodput).</summary>
    /// <param name="firstTokenMs">Most milliseconds to the first token.</param>
    /// <param name="perTokenMs">Most milliseconds per token after it.</param>
    public double Goodput(double firstTokenMs, double perTokenMs) =>
        Requests.Count(request =>
            1e3 * request.TimeToFirstToken <= firstTokenMs && 1e3 * (request.TimePerOutputToken ?? 0) <= perTokenMs
        ) / Seconds;
}
