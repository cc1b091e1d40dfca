using System.Globalization;

namespace MoeNotebooks.Performance;

/// <summary>A machine as two numbers: how fast it reads and how fast it computes.</summary>
/// <param name="BytesPerSecond">Streaming bandwidth of its memory.</param>
/// <param name="FlopsPerSecond">Rate of a large matrix product.</param>
public sealed record Roofline(double BytesPerSecond, double FlopsPerSecond)
{
    /// <summary>FLOPs per byte above which a kernel is limited by computing.</summary>
    public double Ridge => FlopsPerSecond / BytesPerSecond;

    /// <summary>The least time for a piece of work: the slower of reading and computing, each at full speed.</summary>
    /// <param name="bytes">Bytes read and written.</param>
    /// <param name="flops">Floating-point operations.</param>
    public double Seconds(double bytes, double flops) => Math.Max(bytes / BytesPerSecond, flops / FlopsPerSecond);

    /// <summary>Both numbers with their units.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{BytesPerSecond / 1e9:F1} GB/s, {FlopsPerSecond / 1e9:F0} GFLOP/s, ridge at {Ridge:F1} FLOPs per byte"
        );
}
