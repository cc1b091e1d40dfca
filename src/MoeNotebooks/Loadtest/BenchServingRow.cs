using System.Text.Json.Serialization;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// One line of a load test's file, in the names of SGLang's <c>bench_serving</c>, with vLLM's <c>request_goodput</c>.
/// What neither has, from <see cref="Kind"/> to <see cref="Started"/>, is ours; other programs skip it as this one
/// skips theirs.
/// </summary>
internal sealed record BenchServingRow
{
    public string? Tag { get; init; }

    public string? Backend { get; init; }

    public string? DatasetName { get; init; }

    /// <summary>Arrivals per second; infinite in a closed loop, or where requests are sent at once.</summary>
    [JsonConverter(typeof(RequestRateConverter))]
    public double? RequestRate { get; init; }

    public int? MaxConcurrency { get; init; }

    public int? RandomInputLen { get; init; }

    public int? RandomOutputLen { get; init; }

    public double? RandomRangeRatio { get; init; }

    public double? Duration { get; init; }

    public int? Completed { get; init; }

    public int? Failed { get; init; }

    public long? TotalInputTokens { get; init; }

    public long? TotalOutputTokens { get; init; }

    public double? RequestThroughput { get; init; }

    public double? InputThroughput { get; init; }

    public double? OutputThroughput { get; init; }

    public double? TotalThroughput { get; init; }

    public double? RequestGoodput { get; init; }

    [JsonPropertyName("mean_e2e_latency_ms")]
    public double? MeanEndToEnd { get; init; }

    [JsonPropertyName("median_e2e_latency_ms")]
    public double? MedianEndToEnd { get; init; }

    [JsonPropertyName("std_e2e_latency_ms")]
    public double? StdEndToEnd { get; init; }

    [JsonPropertyName("p99_e2e_latency_ms")]
    public double? P99EndToEnd { get; init; }

    public double? MeanTtftMs { get; init; }

    public double? MedianTtftMs { get; init; }

    public double? StdTtftMs { get; init; }

    public double? P99TtftMs { get; init; }

    public double? MeanTpotMs { get; init; }

    public double? MedianTpotMs { get; init; }

    public double? StdTpotMs { get; init; }

    public double? P99TpotMs { get; init; }

    public double? MeanItlMs { get; init; }

    public double? MedianItlMs { get; init; }

    public double? StdItlMs { get; init; }

    public double? P95ItlMs { get; init; }

    public double? P99ItlMs { get; init; }

    public double? Concurrency { get; init; }

    /// <summary>Always <c>measured</c>: no line of such a file is a prediction.</summary>
    public string? Kind { get; init; }

    public string? Model { get; init; }

    /// <summary>What it ran on, as the user named it.</summary>
    public string? Hardware { get; init; }

    /// <summary>Experts per token that the engine was shown to run with.</summary>
    public int? NumExpertsPerTok { get; init; }

    /// <summary>Experts kept in every layer, likewise.</summary>
    public int? NRoutedExperts { get; init; }

    /// <summary>How both are known.</summary>
    public string? ExpertsEvidence { get; init; }

    public string? Slo { get; init; }

    /// <summary>Chunks with content: fewer than tokens where an engine sends several at once.</summary>
    public long? TotalChunks { get; init; }

    public long? CachedTokens { get; init; }

    /// <summary>Whether a prefix cache helped; absent where the engine does not say.</summary>
    public bool? Warm { get; init; }

    public int? Seed { get; init; }

    public IReadOnlyDictionary<string, int>? ErrorCounts { get; init; }

    public DateTimeOffset? Started { get; init; }

    /// <summary>
    /// Each request's details, in the names of <c>--output-details</c>; seconds. What failed has zeros, as there.
    /// </summary>
    public IReadOnlyList<int>? InputLens { get; init; }

    public IReadOnlyList<int>? OutputLens { get; init; }

    public IReadOnlyList<double>? Ttfts { get; init; }

    public IReadOnlyList<IReadOnlyList<double>>? Itls { get; init; }

    public IReadOnlyList<string>? Errors { get; init; }
}
