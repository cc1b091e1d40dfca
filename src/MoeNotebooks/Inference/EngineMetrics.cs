using MoeNotebooks.Inference.Batching;

namespace MoeNotebooks.Inference;

/// <summary>What an engine tells through <see cref="System.Diagnostics.Metrics"/>.</summary>
public static class EngineMetrics
{
    /// <summary>
    /// The meter that engines report to: requests, tokens, latencies, under the names of vLLM's metrics with
    /// <c>moe.</c> before them.
    /// </summary>
    public const string MeterName = EngineMeter.Name;
}
