using System.Diagnostics.Metrics;

namespace MoeNotebooks.Inference.Batching;

/// <summary>What an engine measures, under the names of vLLM's metrics with <c>moe.</c> before them.</summary>
internal sealed class EngineMeter : IDisposable
{
    /// <summary>The name that listeners ask for.</summary>
    public const string Name = "MoeNotebooks.Inference";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries =
        [
            0.001,
            0.0025,
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            0.5,
            1,
            2.5,
            5,
            10,
            30,
            60,
            120,
            300,
        ],
    };

    private static readonly InstrumentAdvice<long> Tokens = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192],
    };

    private readonly Meter _meter = new(Name);
    private readonly TimeProvider _time;
    private readonly Counter<long> _promptTokens;
    private readonly Counter<long> _newTokens;
    private readonly Histogram<long> _stepTokens;

    public EngineMeter(Func<EngineStatus> status, TimeProvider time)
    {
        _time = time;
        _meter.CreateObservableGauge(
            "moe.num_requests_running",
            () => status().Running,
            description: "Requests in the batch."
        );
        _meter.CreateObservableGauge(
            "moe.num_requests_waiting",
            () => status().Waiting,
            description: "Requests that wait for a place in the batch."
        );
        _meter.CreateObservableGauge(
            "moe.kv_cache_usage_perc",
            () => CacheUse(status()),
            description: "Share of the cache that is taken, 0 to 1."
        );
        _promptTokens = _meter.CreateCounter<long>("moe.prompt_tokens", description: "Tokens of prompts run.");
        _newTokens = _meter.CreateCounter<long>("moe.generation_tokens", description: "Tokens generated.");
        _stepTokens = _meter.CreateHistogram<long>(
            "moe.iteration_tokens",
            description: "Tokens of a step.",
            advice: Tokens
        );
        Finished = _meter.CreateCounter<long>("moe.request_success", description: "Requests that ended, by reason.");
        FirstToken = _meter.CreateHistogram<double>(
            "moe.time_to_first_token",
            "s",
            "From a request's arrival to its first token.",
            advice: Seconds
        );
        BetweenTokens = _meter.CreateHistogram<double>(
            "moe.inter_token_latency",
            "s",
            "Between two tokens of a request.",
            advice: Seconds
        );
        Whole = _meter.CreateHistogram<double>(
            "moe.e2e_request_latency",
            "s",
            "From a request's arrival to its end.",
            advice: Seconds
        );
    }

    public Counter<long> Finished { get; }

    public Histogram<double> FirstToken { get; }

    public Histogram<double> BetweenTokens { get; }

    public Histogram<double> Whole { get; }

    /// <summary>A watch for a request that arrives now.</summary>
    public RequestWatch Watch() => new(this, _time);

    public void Step(int prompt, int fresh)
    {
        _promptTokens.Add(prompt);
        _newTokens.Add(fresh);
        _stepTokens.Record(prompt + fresh);
    }

    public void Dispose() => _meter.Dispose();

    private static double CacheUse(EngineStatus status) => (double)status.CacheTokensUsed / status.CacheTokens;
}
