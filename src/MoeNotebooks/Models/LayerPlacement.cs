namespace MoeNotebooks.Models;

/// <summary>Where a decoder layer's weights are.</summary>
public enum LayerPlacement
{
    /// <summary>In the memory of the accelerator, which runs the layer.</summary>
    Device,

    /// <summary>In main memory; the CPU runs the layer.</summary>
    Host,

    /// <summary>In the file: read each time the layer runs, experts only where a token uses them.</summary>
    Paged,
}
