namespace MoeNotebooks.Verdicts;

/// <summary>What one way of using fewer experts gains, predicted, and costs, quoted.</summary>
/// <param name="Name">The allocation, or the way and degree of pruning.</param>
/// <param name="IsPruned">Whether experts were removed rather than skipped.</param>
/// <param name="Experts">Experts per token, the mean over the MoE layers; or experts kept.</param>
/// <param name="TokensPerSecond">Throughput, predicted.</param>
/// <param name="Speedup">Times the throughput of the model as trained, predicted.</param>
/// <param name="Accuracy">The six-task mean, quoted.</param>
/// <param name="Lost">Points below the model as trained, quoted.</param>
public sealed record TradeOffPoint(
    string Name,
    bool IsPruned,
    double Experts,
    double TokensPerSecond,
    double Speedup,
    double Accuracy,
    double Lost
)
{
    /// <summary>The accuracy's standard error: what other questions would move it by.</summary>
    public double Error { get; init; }

    /// <summary>The points that no other beats in both throughput and accuracy, slowest first.</summary>
    /// <param name="points">Points.</param>
    public static IReadOnlyList<TradeOffPoint> Front(IEnumerable<TradeOffPoint> points) =>
        ParetoFront.Of(points, point => point.TokensPerSecond, point => point.Accuracy);
}
