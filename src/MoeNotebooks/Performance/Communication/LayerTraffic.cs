namespace MoeNotebooks.Performance.Communication;

/// <summary>What all devices together send for one MoE layer.</summary>
/// <param name="InsideBytes">Over links inside nodes.</param>
/// <param name="AcrossBytes">Over links between nodes.</param>
/// <param name="Devices">Devices that share the sending evenly.</param>
public sealed record LayerTraffic(double InsideBytes, double AcrossBytes, int Devices)
{
    /// <summary>All bytes.</summary>
    public double Bytes => InsideBytes + AcrossBytes;

    /// <summary>
    /// Seconds if no link waits for another and nothing is computed meanwhile; latency is left out, so it holds for
    /// large batches.
    /// </summary>
    /// <param name="links">The links.</param>
    public double Seconds(NodeLinks links)
    {
        ArgumentNullException.ThrowIfNull(links);
        return ((InsideBytes / links.Inside) + (AcrossBytes / links.Across)) / Devices;
    }
}
