using System.Globalization;
using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>What figure 2's claims come to on this machine; every word depends on what was measured.</summary>
public static class BatchVerdicts
{
    /// <summary>Two times count as equal if neither is more than this many times the other.</summary>
    private const double Equal = 1.15;

    /// <summary>
    /// A predicted batch size counts as met if the measured one is at most this many times larger or smaller: one step
    /// of the grid.
    /// </summary>
    private const double Near = 2;

    /// <summary>Fewer repeats have no spread to judge by.</summary>
    private const int LeastRepeats = 3;

    /// <summary>Figure 2a: arithmetic intensity rises with the batch and saturates.</summary>
    /// <param name="shape">The layer.</param>
    /// <param name="largest">The largest batch drawn.</param>
    /// <param name="ridge">FLOPs per element above which the machine is limited by computing.</param>
    public static Verdict Intensity(LayerShape shape, int largest, double ridge)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var cost = new LayerCost(shape);
        var (first, last) = (cost.Intensity(1), cost.Intensity(largest));
        var step = last / cost.Intensity(largest / 2.0);
        var (rises, saturates) = (last >= 2 * first, step <= 1.1);
        return new Verdict(
            "Figure 2a",
            "Arithmetic intensity rises with the number of tokens and saturates.",
            Text(
                $"By equation 3 the {shape.Name} with d = {shape.Hidden} {(rises ? "rises" : "hardly rises")} from {first:F1} FLOPs per element at L = 1 to {last:F0} at L = {largest}, "
            )
                + Text(
                    $"{100 * last / cost.IntensityLimit:F0} % of its limit; the last doubling of L still adds {100 * (step - 1):F0} %, so within these batches it has {(saturates ? "" : "not ")}saturated. "
                )
                + Text(
                    $"What ends the gain on this machine is its ridge: {ridge:F0} FLOPs per element, passed at {Tokens(cost.TokensAt(ridge))}. "
                )
                + "A formula, so it shows what must be read, not how well a kernel reads it.",
            !rises ? Agreement.Disagrees
                : saturates ? Agreement.Agrees
                : Agreement.AgreesInPart,
            ResultKind.Predicted
        );
    }

    /// <summary>
    /// Figure 2b: a second token is free in a dense layer, and efficiency is best where the machine's ridge says.
    /// </summary>
    /// <param name="run">The measurement.</param>
    /// <param name="dense">The dense layer in it.</param>
    public static Verdict Dense(LatencyRun run, LayerShape dense)
    {
        ArgumentNullException.ThrowIfNull(run);
        var points = run.Of(dense);
        var (measured, predicted) = (BatchEffect.SaturatesAt(points), BatchEffect.PredictedSaturation(run, dense));
        var ratio = (double)measured / predicted;
        var near = ratio is <= Near and >= 1 / Near;
        var (one, two) = (At(points, 1), At(points, 2));
        var free = IsFree(one, two);
        return new Verdict(
            "Figure 2b",
            "In a dense FFN the step from 1 to 2 tokens costs nothing; efficiency is best near L = 150, which is the ridge of the paper's A800.",
            Text(
                $"The batch of 2 takes {two.Microseconds / one.Microseconds:F2} times the batch of 1 ({Words(free, one, two)}). One row reaches {Share(run, one):F0} % of this "
            )
                + Text(
                    $"machine's bandwidth, two rows {Share(run, two):F0} %. Latency per token comes within 25 % of its best at L = {measured} measured, at L = {predicted} "
                )
                + Text($"by the roofline of this machine's own ridge: measured over predicted {ratio:0.##}. ")
                + (
                    near
                        ? "The knee lies where the ridge says."
                        : "The ridge does not explain the knee: small products reach the full speed of neither reading nor computing."
                ),
            free switch
            {
                true => near ? Agreement.Agrees : Agreement.AgreesInPart,
                false => near ? Agreement.AgreesInPart : Agreement.Disagrees,
                null => near ? Agreement.AgreesInPart : Agreement.Undecided,
            },
            ResultKind.Measured
        );
    }

    /// <summary>
    /// Whether two rows take as long as one, in both directions; <see langword="null"/> where the repeats lie on both
    /// sides of the line.
    /// </summary>
    private static bool? IsFree(LatencyPoint one, LatencyPoint two)
    {
        var median = two.Microseconds / one.Microseconds;
        if (one.Seconds.Count < LeastRepeats)
        {
            return null;
        }

        // the quotients of repeats taken in the same rounds spread; their middle half is what the machine does most of
        // the time
        var low = LatencyPoint.Quantile(two.Sorted, 0.25) / LatencyPoint.Quantile(one.Sorted, 0.75);
        var high = LatencyPoint.Quantile(two.Sorted, 0.75) / LatencyPoint.Quantile(one.Sorted, 0.25);
        var equal = median is <= Equal and >= 1 / Equal;
        var certain = equal ? low >= 1 / (Equal * Equal) && high <= Equal * Equal : low > Equal || high < 1 / Equal;
        return certain ? equal : null;
    }

    private static string Words(bool? free, LatencyPoint one, LatencyPoint two) =>
        free switch
        {
            true => "free",
            false when two.Microseconds < one.Microseconds => "not free but a slow first: less for two than for one",
            false => "not free",
            null => "the repeats spread too far to call it free or not",
        };

    /// <summary>The bytes that a batch must read at least, a second, as percent of the machine's bandwidth.</summary>
    private static double Share(LatencyRun run, LatencyPoint point) =>
        100
        * new LayerCost(point.Shape).Elements(point.Tokens)
        * run.BytesPerElement
        / (1e-6 * point.Microseconds)
        / run.Machine.BytesPerSecond;

    /// <summary>Figure 2c: the weakened batch effect of a mixture.</summary>
    /// <param name="run">The measurement of a mixture and of its dense twin.</param>
    /// <param name="mixture">The mixture.</param>
    public static Verdict Mixture(LatencyRun run, LayerShape mixture)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(mixture);
        var worst = BatchEffect
            .Slowdowns(run.Points)
            .Where(slowdown => slowdown.Shape == mixture)
            .MaxBy(slowdown => slowdown.Factor)!;
        var (mixed, dense) = (
            BatchEffect.SaturatesAt(run.Of(mixture)),
            BatchEffect.SaturatesAt(run.Of(mixture.DenseTwin))
        );
        var clear = Spread(run, worst);
        var (higher, later) = (worst.Factor > 1.5 && clear, mixed > dense);
        return new Verdict(
            $"Figure 2c, {mixture.Name}",
            "A mixture is slower than the FFN of equal active size, and reaches its best efficiency at larger batches.",
            Text(
                $"At worst, L = {worst.Tokens}, the mixture takes {worst.Factor:F1} times as long as the dense layer{(clear ? "" : " by the medians, but some repeats of the dense layer took longer")}. "
            )
                + Text(
                    $"It comes within 25 % of its best latency per token at L = {mixed}, the dense layer at L = {dense}. "
                )
                + "One layer with random weights, routed almost uniformly: real routers have favourites, and servers batch other work too.",
            Parts.Together(higher, later),
            ResultKind.Measured
        );
    }

    /// <summary>Whether even the fastest repeat of the mixture is slower than the slowest of the dense layer.</summary>
    private static bool Spread(LatencyRun run, Slowdown worst) =>
        At(run.Of(worst.Shape), worst.Tokens).FastestPerToken
        > At(run.Of(worst.Shape.DenseTwin), worst.Tokens).SlowestPerToken;

    private static LatencyPoint At(IEnumerable<LatencyPoint> points, int tokens) =>
        points.First(point => point.Tokens == tokens);

    private static string Tokens(double tokens) => double.IsFinite(tokens) ? Text($"L = {tokens:F0}") : "no L";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
