using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Puts mixtures of several machines beside each other, each against its own dense twin on the same machine.
/// </summary>
public static class BatchComparison
{
    /// <summary>What layers measured here are said to be measured on.</summary>
    public const string Here = "this machine";

    // A GPU's layers were measured without shared experts
    private static readonly Dictionary<string, LayerShape> Shapes = new()
    {
        ["v2-lite"] = LayerShape.V2Lite with { SharedWidth = 0 },
        ["mixtral"] = LayerShape.Mixtral,
        ["v3"] = LayerShape.V3 with { SharedWidth = 0 },
    };

    /// <summary>Layers timed here, beside the roofline.</summary>
    /// <param name="run">The measurement of mixtures and their twins.</param>
    public static IReadOnlyList<BatchRow> Of(LatencyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return
        [
            .. from slowdown in BatchEffect.Slowdowns(run.Points)
            let shape = slowdown.Shape
            let mixture = run.Of(shape).First(point => point.Tokens == slowdown.Tokens)
            let dense = run.Of(shape.DenseTwin).First(point => point.Tokens == slowdown.Tokens)
            select new BatchRow(
                Here,
                shape.Name,
                slowdown.Tokens,
                Rows(shape, slowdown.Tokens, mixture.Distinct),
                mixture.Microseconds,
                dense.Microseconds,
                slowdown.Factor,
                slowdown.Low,
                slowdown.High,
                Roofline(run, shape, slowdown.Tokens),
                Roofline(run, shape.DenseTwin, slowdown.Tokens),
                shape.Parameters,
                Sparsity(shape)
            ),
        ];
    }

    /// <summary>Layers of a GPU, beside the cost model.</summary>
    /// <param name="rows">Its rows; decode steps are left out.</param>
    /// <param name="device">The GPU.</param>
    public static IReadOnlyList<BatchRow> Of(IReadOnlyList<MeasuredPrediction> rows, string device)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return
        [
            .. from row in rows
            where
                row.Row.IsLayer
                && row.Row.Twin is not null
                && row.PredictedTwin is not null
                && Shapes.ContainsKey(row.Row.Shape)
            let shape = Shapes[row.Row.Shape]
            select new BatchRow(
                device,
                shape.Name,
                row.Row.Tokens,
                Rows(shape, row.Row.Tokens, row.Row.Distinct),
                row.Row.Measured,
                row.Row.Twin!.Value,
                row.Row.Measured / row.Row.Twin.Value,
                null,
                null,
                row.Predicted,
                row.PredictedTwin!.Value,
                shape.Parameters,
                Sparsity(shape)
            ),
        ];
    }

    private static double Rows(LayerShape shape, int tokens, double? distinct) =>
        (double)tokens * shape.ActiveExperts / (distinct ?? new LayerCost(shape).Distinct(tokens));

    private static double Sparsity(LayerShape shape) => (double)shape.Experts / shape.ActiveExperts;

    private static double Roofline(LatencyRun run, LayerShape shape, int tokens) =>
        1e6 * new LayerCost(shape).Seconds(tokens, run.Machine, run.BytesPerElement);
}
