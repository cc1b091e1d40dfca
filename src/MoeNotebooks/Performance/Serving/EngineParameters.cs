using System.Text.Json.Serialization;

namespace MoeNotebooks.Performance.Serving;

/// <summary>
/// What no data sheet says about an engine: six numbers, fitted. Shares are of the data sheet's peak.
/// </summary>
/// <param name="LaunchUs">Microseconds that a kernel costs beside its work, inside a graph.</param>
/// <param name="ExpertRead">Share of bandwidth at which experts' weights are read.</param>
/// <param name="Skew">How unequal the experts' popularity is: the exponent of Zipf's law.</param>
/// <param name="CacheRead">Share of bandwidth at which attention reads the cache.</param>
/// <param name="KernelCompute">Share of the rate that the engine's own kernels reach: experts, and attention in
/// prefill.</param>
/// <param name="HostUs">Microseconds in which the host launches a kernel outside a graph; <see langword="null"/> where
/// all is graphs.</param>
public sealed record EngineParameters(
    FittedFigure LaunchUs,
    FittedFigure ExpertRead,
    FittedFigure Skew,
    FittedFigure CacheRead,
    FittedFigure KernelCompute,
    FittedFigure? HostUs = null
)
{
    /// <summary>The figures that this engine has, in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<FittedFigure> Figures => [.. Named().Select(pair => pair.Figure)];

    /// <summary>The same with their names.</summary>
    public IReadOnlyList<(string Name, FittedFigure Figure)> Named() =>
        [
            ("launch_us", LaunchUs),
            ("expert_read", ExpertRead),
            ("skew", Skew),
            ("cache_read", CacheRead),
            ("kernel_compute", KernelCompute),
            .. HostUs is { } host ? ((string, FittedFigure)[])[("host_us", host)] : [],
        ];

    /// <summary>The same engine with other figures.</summary>
    /// <param name="figures">As many as <see cref="Figures"/>, in its order.</param>
    public EngineParameters With(IReadOnlyList<FittedFigure> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentOutOfRangeException.ThrowIfNotEqual(figures.Count, Figures.Count);
        return new(figures[0], figures[1], figures[2], figures[3], figures[4], HostUs is null ? null : figures[5]);
    }
}
