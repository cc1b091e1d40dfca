using MoeNotebooks.Performance;

namespace MoeNotebooks.Measurement;

/// <summary>Puts numbers on the paper's "weakened batch effect".</summary>
public static class BatchEffect
{
    /// <summary>Every mixture against its <see cref="LayerShape.DenseTwin"/>, where both were measured.</summary>
    /// <param name="points">Measured points.</param>
    public static IReadOnlyList<Slowdown> Slowdowns(IReadOnlyList<LatencyPoint> points) =>
    [
        .. from mixture in points
           where !mixture.Shape.IsDense
           from dense in points
           where dense.Shape == mixture.Shape.DenseTwin && dense.Tokens == mixture.Tokens
           select Slowdown.Of(mixture, dense),
    ];

    /// <summary>The smallest batch at which a layer's latency per token comes within a factor of its best.</summary>
    /// <param name="points">Measured points of one layer.</param>
    /// <param name="factor">How near counts as reached.</param>
    public static int SaturatesAt(IReadOnlyList<LatencyPoint> points, double factor = 1.25)
    {
        ArgumentNullException.ThrowIfNull(points);
        var best = points.Min(point => point.PerToken);
        return points.Where(point => point.PerToken <= factor * best).Min(point => point.Tokens);
    }

    /// <summary>The batch at which the roofline alone comes within a factor of its best, among the batches that were measured.</summary>
    /// <param name="run">The measurement, whose machine it is.</param>
    /// <param name="shape">The layer.</param>
    /// <param name="factor">How near counts as reached.</param>
    public static int PredictedSaturation(LatencyRun run, LayerShape shape, double factor = 1.25)
    {
        ArgumentNullException.ThrowIfNull(run);
        var cost = new LayerCost(shape);
        return SaturatesAt(
            [.. run.Of(shape).Select(point => point with { Seconds = [cost.Seconds(point.Tokens, run.Machine, run.BytesPerElement)] })], factor);
    }
}
