using MoeNotebooks.Performance;

namespace MoeNotebooks.Measurement;

/// <summary>What one measurement of layers gave.</summary>
/// <param name="Points">One point per layer and batch size, layer by layer.</param>
/// <param name="Machine">The machine's roofline, the median of the readings taken between the points.</param>
/// <param name="Precision">The type of weights and activations.</param>
public sealed record LatencyRun(IReadOnlyList<LatencyPoint> Points, Roofline Machine, WeightPrecision Precision)
{
    /// <summary>Bytes of a weight.</summary>
    public int BytesPerElement => (int)Precision;

    /// <summary>FLOPs per element above which this machine is limited by computing.</summary>
    public double RidgePerElement => Machine.Ridge * BytesPerElement;

    /// <summary>The points of one layer.</summary>
    /// <param name="shape">The layer.</param>
    public IReadOnlyList<LatencyPoint> Of(LayerShape shape) => [.. Points.Where(point => point.Shape == shape)];
}
