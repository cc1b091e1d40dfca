namespace MoeNotebooks.Performance.Serving;

/// <summary>Where the time of one step goes, in seconds.</summary>
/// <param name="Dense">Attention's, dense and shared weights and the output projection: read and computed.</param>
/// <param name="Experts">Routed experts: read, computed, their activations moved.</param>
/// <param name="Attention">The cache read (decode) or scores computed (prefill).</param>
/// <param name="Communication">Bytes between devices.</param>
/// <param name="Launches">What launches cost inside graphs or, outside, the host's time that the device's does not
/// hide.</param>
/// <param name="Requests">The host's work for each request.</param>
public sealed record StepCost(
    double Dense,
    double Experts,
    double Attention,
    double Communication,
    double Launches,
    double Requests
)
{
    /// <summary>All of it.</summary>
    public double Seconds => Dense + Experts + Attention + Communication + Launches + Requests;
}
