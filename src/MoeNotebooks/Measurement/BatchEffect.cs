using MoeNotebooks.Performance;

namespace MoeNotebooks.Measurement;

/// <summary>Puts numbers on the paper's "weakened batch effect".</summary>
internal static class BatchEffect
{
    private const double Near = 1.25;

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
    public static int SaturatesAt(IReadOnlyList<LatencyPoint> points, double factor = Near)
    {
        ArgumentNullException.ThrowIfNull(points);
        return SaturatesAt(points, point => point.Tokens, point => point.PerToken, factor);
    }

    /// <summary>
    /// The batch at which the roofline alone comes within a factor of its best, among the batches that were measured.
    /// </summary>
    /// <param name="run">The measurement, whose machine it is.</param>
    /// <param name="shape">The layer.</param>
    /// <param name="factor">How near counts as reached.</param>
    public static int PredictedSaturation(LatencyRun run, LayerShape shape, double factor = Near)
    {
        ArgumentNullException.ThrowIfNull(run);
        var cost = new LayerCost(shape);
        return SaturatesAt(
            [
                .. run.Of(shape)
                    .Select(point =>
                        point with
                        {
                            Seconds = [cost.Seconds(point.Tokens, run.Machine, run.BytesPerElement)],
                        }
                    ),
            ],
            factor
        );
    }

    /// <summary>
    /// The smallest batch at which anything that has a latency per token comes within a factor of its best.
    /// </summary>
    internal static int SaturatesAt<T>(
        IReadOnlyList<T> points,
        Func<T, int> tokens,
        Func<T, double> perToken,
        double factor = Near
    )
    {
        var best = points.Min(perToken);
        return points.Where(point => perToken(point) <= factor * best).Min(tokens);
    }
}
