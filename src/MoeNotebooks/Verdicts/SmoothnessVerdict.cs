using System.Globalization;
using MathNet.Numerics.Distributions;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Figure 4's other contrast: V2-Lite's allocations lie on a smooth curve, V3's do not, which the paper lays to the
/// sigmoid router.
/// </summary>
public static class SmoothnessVerdict
{
    private const double Level = 0.05;
    private const int Resamples = 2000;
    private const string Claim =
        "Accuracy is smooth in the number of experts with a softmax router and unstable with a sigmoid router.";

    /// <summary>
    /// From the paper's rows: the ratio of both variances around a curve, an F test; over all rows, and over those with
    /// a third of the experts or more in every layer, which is as far as V2-Lite's go. What all rows show and those do
    /// not, holds in part.
    /// </summary>
    /// <param name="softmax">The model with a softmax router.</param>
    /// <param name="sigmoid">The one with a sigmoid router.</param>
    public static Verdict OfRows(AccuracyCurve softmax, AccuracyCurve sigmoid)
    {
        var (all, third) = (
            Compare(Roughness.Of(softmax), Roughness.Of(sigmoid)),
            Compare(Roughness.OfThird(softmax), Roughness.OfThird(sigmoid))
        );
        return new Verdict(
            "Figure 4, V2-Lite and V3, smoothness",
            Claim,
            Text(
                $"All rows: {all.Text} Rows with a third of the experts or more in every layer: {third.Text} The two were given different allocations, and rows share layers, which makes the test a guide."
            ),
            OverModels.Together([all.Finding, third.Finding]),
            softmax.Kind
        );
    }

    /// <summary>
    /// From answers: both models take the same questions and have the same allocations, so clusters of questions are
    /// drawn again for both together.
    /// </summary>
    /// <param name="models">The sweeps; the first with a softmax router and the first with a sigmoid router are
    /// compared.</param>
    /// <param name="seed">Seed of the resampling.</param>
    public static Verdict OfItems(IReadOnlyList<MiniSkipping> models, int seed = 1234)
    {
        ArgumentNullException.ThrowIfNull(models);
        var (softmax, sigmoid) = (
            models.FirstOrDefault(model => model.Scoring == Scoring.Softmax),
            models.FirstOrDefault(model => model.Scoring == Scoring.Sigmoid)
        );
        if (softmax is null || sigmoid is null)
        {
            return Of("It takes a model of either kind to compare them.", Agreement.Undecided, models[0].Curve.Kind);
        }

        var (difference, interval, p) = Compare(ClusterResiduals.Of(softmax), ClusterResiduals.Of(sigmoid), seed);
        return Of(
            Text(
                $"{Told(Roughness.OfItems(softmax))}; {Told(Roughness.OfItems(sigmoid))}. The variance beyond chance differs by {difference:+0.000;-0.000;0.000} points squared, sigmoid less softmax "
            )
                + Text(
                    $"({interval.Low:0.000} to {interval.High:0.000} at 95 %, {PValue.InWords(p)}), from clusters of questions drawn again for both models together."
                ),
            p > Level ? Agreement.Undecided
                : difference > 0 ? Agreement.Agrees
                : Agreement.Disagrees,
            softmax.Curve.Kind
        );
    }

    private static (string Text, Agreement Finding) Compare(Roughness smooth, Roughness rough)
    {
        var ratio = rough.Spread * rough.Spread / (smooth.Spread * smooth.Spread);
        var above =
            1 - FisherSnedecor.CDF(rough.Allocations - Roughness.Terms, smooth.Allocations - Roughness.Terms, ratio);
        var p = Math.Min(1, 2 * Math.Min(above, 1 - above));
        return (
            Text(
                $"{Told(smooth)}; {Told(rough)}; the variances' ratio is {ratio:0.00} (F test, {PValue.InWords(p)}){(p > Level ? string.Empty : $", {(ratio > 1 ? rough : smooth).Model} being the rougher one")}."
            ),
            p > Level ? Agreement.Undecided
            : ratio > 1 ? Agreement.Agrees
            : Agreement.Disagrees
        );
    }

    private static Verdict Of(string text, Agreement agreement, ResultKind kind) =>
        new("Figure 4, mini models, smoothness", Claim, text, agreement, kind);

    // A resample has the noise of its questions twice, once from the questions and once from the draw: twice the noise
    // is taken off, so that resamples lie around the estimate.
    private static (double Difference, Interval Interval, double P) Compare(
        ClusterResiduals softmax,
        ClusterResiduals sigmoid,
        int seed
    )
    {
        const double Points = 10_000; // squared points in a squared fraction
        var random = new Random(seed);
        var noise = sigmoid.Noise - softmax.Noise;
        var drawn = Enumerable
            .Range(0, Resamples)
            .Select(_ =>
            {
                int[][] places =
                [
                    .. softmax.Groups.Select(group => group.Select(_ => random.Next(group.Length)).ToArray()),
                ];
                return Points * (sigmoid.SpreadOf(places) - softmax.SpreadOf(places) - (2 * noise));
            })
            .Order()
            .ToArray();
        var least = Math.Min(drawn.Count(value => value <= 0), drawn.Count(value => value >= 0));
        return (
            Points * (sigmoid.Spread - softmax.Spread - noise),
            new Interval(drawn[(int)(0.025 * (Resamples - 1))], drawn[(int)(0.975 * (Resamples - 1))]),
            Math.Min(1, 2.0 * (1 + least) / (1 + Resamples))
        );
    }

    private static string Told(Roughness one) =>
        Text(
            $"{one.Model}, {one.Allocations} allocations: {one.Spread:0.00} points around a smooth curve, {one.Noise:0.00} of it chance, {one.Beyond:0.00} beyond"
        );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
