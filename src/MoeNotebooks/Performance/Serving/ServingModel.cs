namespace MoeNotebooks.Performance.Serving;

/// <summary>
/// A first model of serving: the time of a decode step is a fixed part, reading the experts that the batch hits, and computing for
/// every request, one after the other. Six numbers, all in milliseconds but the skew.
/// </summary>
/// <param name="Fixed">Launches, attention weights and shared experts of a step.</param>
/// <param name="Expert">Reading one expert in every layer.</param>
/// <param name="Skew">How unequal the experts' popularity is: the exponent of Zipf's law.</param>
/// <param name="Request">Each request's own work: attention over its cache, its share of prefill.</param>
/// <param name="Active">Computing one active expert for one request.</param>
/// <param name="WithoutGraph">What a step costs in addition above the largest batch that CUDA graphs cover.</param>
public sealed record ServingModel(double Fixed, double Expert, double Skew, double Request, double Active, double WithoutGraph)
{
    /// <summary>The largest batch that SGLang v0.4.4 covers with CUDA graphs by default.</summary>
    public const int LargestGraph = 160;

    /// <summary>Input and output tokens counted for each decode step of a request: as many go in as come out.</summary>
    private const int TokensCounted = 2;

    /// <summary>The time of one decode step in milliseconds.</summary>
    /// <param name="concurrency">Requests served together.</param>
    /// <param name="kept">Routed experts of a layer.</param>
    /// <param name="active">Experts a token uses.</param>
    public double StepMilliseconds(int concurrency, int kept, int active) =>
        StepMilliseconds(concurrency, Math.Min(active, kept), Popularity(kept, active));

    /// <summary>The throughput in input and output tokens per second.</summary>
    /// <param name="concurrency">Requests served together.</param>
    /// <param name="kept">Routed experts of a layer.</param>
    /// <param name="active">Experts a token uses.</param>
    public double TokensPerSecond(int concurrency, int kept, int active) => Throughput(concurrency, StepMilliseconds(concurrency, kept, active));

    /// <summary>The mean absolute error in percent of what was measured (MAPE).</summary>
    /// <param name="cells">Measured cells.</param>
    public double PercentageError(IEnumerable<ServingCell> cells) =>
        100 * cells.GroupBy(cell => (cell.Kept, Active: Math.Min(cell.Active, cell.Kept))).SelectMany(Errors).Average();

    private IEnumerable<double> Errors(IGrouping<(int Kept, int Active), ServingCell> series)
    {
        var popularity = Popularity(series.Key.Kept, series.Key.Active);
        return series.Select(cell => Math.Abs(
            (Throughput(cell.Concurrency, StepMilliseconds(cell.Concurrency, series.Key.Active, popularity)) / cell.TokensPerSecond) - 1));
    }

    private ExpertPopularity Popularity(int kept, int active) => new(kept, Math.Min(active, kept), Skew);

    private static double Throughput(int concurrency, double milliseconds) => 1000.0 * TokensCounted * concurrency / milliseconds;

    private double StepMilliseconds(int concurrency, int active, ExpertPopularity popularity)
    {
        var reading = Expert * popularity.Distinct(concurrency);
        var computing = concurrency * Active * active;
        return Fixed + reading + computing + (concurrency * Request) + (concurrency > LargestGraph ? WithoutGraph : 0);
    }
}
