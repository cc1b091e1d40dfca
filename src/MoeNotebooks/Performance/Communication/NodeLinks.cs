namespace MoeNotebooks.Performance.Communication;

/// <summary>How devices are wired.</summary>
/// <param name="DevicesPerNode">Devices of one node.</param>
/// <param name="Inside">Bytes per second that a device sends inside its node.</param>
/// <param name="Across">Bytes per second that a device sends to another node.</param>
public sealed record NodeLinks(int DevicesPerNode, double Inside, double Across)
{
    /// <summary>
    /// What section 4.2 counts with (quoted): NVLink 160 GB/s inside nodes of eight, InfiniBand 50 GB/s across.
    /// </summary>
    public static NodeLinks Paper { get; } = new(8, 160e9, 50e9);

    /// <summary>The link across as a share of the link inside: 31 % by the paper's figures.</summary>
    public double Ratio => Across / Inside;
}
