using MoeNotebooks.Measurement;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// What figure 2b asks of one dense layer on one machine: what a second token costs, and from where on a batch gains no
/// more.
/// </summary>
/// <param name="On">The machine.</param>
/// <param name="Layer">The mixture whose dense twin it is.</param>
/// <param name="SecondToken">Two tokens' time over one's.</param>
/// <param name="Low">Where its interval begins; <see langword="null"/> where only medians are known.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Knee">The smallest batch within 25 % of the best latency per token.</param>
/// <param name="PredictedKnee">The same by the cost model (a GPU) or the roofline (this machine).</param>
public sealed record FreeWindow(
    string On,
    string Layer,
    double SecondToken,
    double? Low,
    double? High,
    int Knee,
    int PredictedKnee
)
{
    /// <summary>Every dense twin of some rows; repeats give intervals.</summary>
    /// <param name="rows">Mixtures beside their twins, each at batches of 1, 2 and more.</param>
    /// <param name="run">Layers timed here, for the intervals of theirs.</param>
    public static IReadOnlyList<FreeWindow> Of(IReadOnlyList<BatchRow> rows, LatencyRun run)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(run);
        return
        [
            .. rows.GroupBy(row => (row.On, row.Layer))
                .Where(layer => layer.Any(row => row.Tokens == 1) && layer.Any(row => row.Tokens == 2))
                .Select(layer =>
                {
                    var ratio = layer.Key.On == BatchComparison.Here ? Ratio(run, layer.Key.Layer) : null;
                    return new FreeWindow(
                        layer.Key.On,
                        layer.Key.Layer,
                        ratio?.Median
                            ?? layer.First(row => row.Tokens == 2).Dense / layer.First(row => row.Tokens == 1).Dense,
                        ratio?.Low,
                        ratio?.High,
                        From(layer, row => row.Dense),
                        From(layer, row => row.PredictedDense)
                    );
                }),
        ];
    }

    private static int From(IEnumerable<BatchRow> layer, Func<BatchRow, double> microseconds) =>
        BatchEffect.SaturatesAt([.. layer], row => row.Tokens, row => microseconds(row) / row.Tokens);

    /// <summary>
    /// Of the same repeats: within one, both batches were timed on the same machine, if not in the same moment.
    /// </summary>
    private static MedianInterval? Ratio(LatencyRun run, string layer)
    {
        var points = run
            .Points.Where(point =>
                point.Shape == run.Points.First(mixture => mixture.Shape.Name == layer).Shape.DenseTwin
            )
            .ToArray();
        return MedianInterval.Of(
            points
                .First(point => point.Tokens == 2)
                .Seconds.Zip(points.First(point => point.Tokens == 1).Seconds, (two, one) => two / one)
        );
    }
}
