using System.Globalization;
using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>What figure 2's claims come to on this machine; every word depends on what was measured.</summary>
public static class BatchVerdicts
{
    /// <summary>A second token counts as free if the batch of two takes at most this many times as long as that of one.</summary>
    private const double Free = 1.15;

    /// <summary>Figure 2a: arithmetic intensity rises with the batch and saturates.</summary>
    /// <param name="shape">A dense layer.</param>
    /// <param name="ridge">FLOPs an element above which the machine is limited by computing.</param>
    public static Verdict Intensity(LayerShape shape, double ridge)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var (d, w) = (shape.Hidden, shape.ActiveWidth);
        var limit = 3.0 * d * w / (d + w);
        var half = limit / 2; // intensity is limit * L / (L + limit / 2): half of it is reached at L = limit / 2
        var needed = ridge < limit ? half * ridge / (limit - ridge) : double.PositiveInfinity;
        return new Verdict(
            "Figure 2a",
            "Arithmetic intensity rises with the number of tokens and saturates.",
            Text($"By equation 3 the {shape.Name} with d = {d} tends to {limit:F0} FLOPs an element and is half way there at ")
            + Text($"L = {half:F0}. What ends the gain on this machine comes earlier: its ridge, {ridge:F0} FLOPs an element, ")
            + Text($"is passed at L = {needed:F0}. A formula, so it shows what must be read, not how well a kernel reads it."),
            Agreement.Agrees,
            ResultKind.Predicted);
    }

    /// <summary>Figure 2b: a second token is free in a dense layer, and efficiency is best near 150 tokens.</summary>
    /// <param name="run">The measurement.</param>
    /// <param name="dense">The dense layer in it.</param>
    public static Verdict Dense(LatencyRun run, LayerShape dense)
    {
        ArgumentNullException.ThrowIfNull(run);
        var points = run.Of(dense);
        var second = TimeOf(points, 2) / TimeOf(points, 1);
        var saturation = BatchEffect.SaturatesAt(points);
        var free = second <= Free;
        var near = saturation is >= 64 and <= 512;
        return new Verdict(
            "Figure 2b",
            "In a dense FFN the step from 1 to 2 tokens costs nothing; efficiency is best near L = 150 (A800).",
            Text($"The batch of 2 takes {second:F2} times the batch of 1 ({(free ? "free" : "not free")} here). ")
            + Text($"Latency a token comes within 25 % of its best at L = {saturation}. ")
            + "Another processor has another ridge, so the place differs; the shape of the curve is what can be compared.",
            free && near ? Agreement.Agrees : free || near ? Agreement.AgreesInPart : Agreement.Disagrees,
            ResultKind.Measured);
    }

    /// <summary>Figure 2c: the weakened batch effect of a mixture.</summary>
    /// <param name="run">The measurement of a mixture and of its dense twin.</param>
    /// <param name="mixture">The mixture.</param>
    public static Verdict Mixture(LatencyRun run, LayerShape mixture)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(mixture);
        var worst = BatchEffect.Slowdowns(run.Points).Where(slowdown => slowdown.Shape == mixture).MaxBy(slowdown => slowdown.Factor)!;
        var (mixed, dense) = (BatchEffect.SaturatesAt(run.Of(mixture)), BatchEffect.SaturatesAt(run.Of(mixture.DenseTwin)));
        var (higher, later) = (worst.Factor > 1.5, mixed > dense);
        return new Verdict(
            $"Figure 2c, {mixture.Name}",
            "A mixture is slower than the FFN of equal active size, and reaches its best efficiency at larger batches.",
            Text($"At worst, L = {worst.Tokens}, the mixture takes {worst.Factor:F1} times as long as the dense layer. ")
            + Text($"It comes within 25 % of its best latency a token at L = {mixed}, the dense layer at L = {dense}. ")
            + "One layer with random weights, routed almost uniformly: real routers have favourites, and servers batch other work too.",
            higher && later ? Agreement.Agrees : higher || later ? Agreement.AgreesInPart : Agreement.Disagrees,
            ResultKind.Measured);
    }

    /// <summary>The formula for the number of distinct experts against the counted number.</summary>
    /// <param name="run">The measurement.</param>
    public static Verdict Distinct(LatencyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var repeats = run.Points[0].Seconds.Count;
        LatencyPoint[] mixtures = [.. run.Points.Where(point => !point.Shape.IsDense)];
        var worst = mixtures.MaxBy(point => Math.Abs(Error(point)))!;
        return new Verdict(
            "Distinct experts",
            "A batch of L tokens hits n_e (1 - (1 - n_a / n_e)^L) experts, so nearly all are read at medium load.",
            Text($"Counted and expected differ most at L = {worst.Tokens} of {worst.Shape.Name}: ")
            + Text($"{worst.Distinct:F1} counted, {worst.Distinct - Error(worst):F1} expected. Random routers route almost uniformly, ")
            + "which the formula assumes; a trained router hits fewer.",
            mixtures.All(point => Math.Abs(Error(point)) <= Chance(point, repeats)) ? Agreement.Agrees : Agreement.AgreesInPart,
            ResultKind.Measured);
    }

    private static double TimeOf(IEnumerable<LatencyPoint> points, int tokens) =>
        points.First(point => point.Tokens == tokens).Microseconds;

    private static double Error(LatencyPoint point) => point.Distinct - new LayerCost(point.Shape).Distinct(point.Tokens);

    /// <summary>Three standard deviations of the counted mean, were each expert hit or not independently of the others.</summary>
    private static double Chance(LatencyPoint point, int repeats)
    {
        var hit = new LayerCost(point.Shape).Distinct(point.Tokens) / point.Shape.Experts;
        return 0.5 + (3 * Math.Sqrt(point.Shape.Experts * hit * (1 - hit) / repeats));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
