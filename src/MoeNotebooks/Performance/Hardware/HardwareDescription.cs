using System.Text.Json;
using System.Text.Json.Serialization;

namespace MoeNotebooks.Performance.Hardware;

/// <summary>
/// One device as the cost model sees it: a few figures, each with its source. Rates are peaks; an engine reaches a
/// share of them.
/// </summary>
public sealed record HardwareDescription
{
    /// <summary>What commands call it, such as <c>h100-sxm</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>Memory bandwidth, in 10^9 bytes per second.</summary>
    public required SourcedFigure BandwidthGbS { get; init; }

    /// <summary>Dense rate in bf16, in 10^12 floating-point operations per second.</summary>
    public required SourcedFigure ProductTflopS { get; init; }

    /// <summary>Memory, in 10^9 bytes.</summary>
    public required SourcedFigure MemoryGb { get; init; }

    /// <summary>Streaming multiprocessors, compute units or cores: what one tile of a product runs on.</summary>
    public required SourcedFigure Processors { get; init; }

    /// <summary>
    /// What one device can send to the others of its node, in 10^9 bytes per second, as a collective operation reaches
    /// it.
    /// </summary>
    public required SourcedFigure LinkGbS { get; init; }

    /// <summary>What was measured on such a device; <see langword="null"/> where nothing was.</summary>
    public MeasuredSpeed? Measured { get; init; }

    /// <summary>Memory bandwidth in bytes per second.</summary>
    [JsonIgnore]
    public double BytesPerSecond => 1e9 * BandwidthGbS.Value;

    /// <summary>Dense rate in bf16, floating-point operations per second.</summary>
    [JsonIgnore]
    public double FlopsPerSecond => 1e12 * ProductTflopS.Value;

    /// <summary>Bytes per second between the devices of a node.</summary>
    [JsonIgnore]
    public double LinkBytesPerSecond => 1e9 * LinkGbS.Value;

    /// <summary>Bytes of memory.</summary>
    [JsonIgnore]
    public double MemoryBytes => 1e9 * MemoryGb.Value;

    /// <summary>The form of <c>data/hardware</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DescriptionJson.Default.HardwareDescription);

    /// <summary>Every figure that no device can have, each with its name.</summary>
    internal IEnumerable<string> Problems() =>
        from figure in new (string Name, double Value)[]
        {
            ("bandwidth_gb_s", BandwidthGbS.Value),
            ("product_tflop_s", ProductTflopS.Value),
            ("memory_gb", MemoryGb.Value),
            ("processors", Processors.Value),
            ("link_gb_s", LinkGbS.Value),
        }
        where !(figure.Value > 0) || double.IsInfinity(figure.Value)
        select FormattableString.Invariant($"{figure.Name} is {figure.Value}; it must be more than 0");
}
