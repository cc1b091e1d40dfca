using System.Globalization;
using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Whether counted distinct experts are those of uniform routing, or would look the same if some experts were
/// favourites.
/// </summary>
public static class DistinctVerdict
{
    /// <summary>
    /// The alternative that must be told apart: Zipf's law with this exponent, the mild favouritism of a trained
    /// router.
    /// </summary>
    private const double Skew = 0.5;

    /// <summary>Deviations of the counts' sum beyond which chance is no explanation.</summary>
    private const double Chance = 3;

    /// <summary>
    /// The alternative must lie so far out that nine of ten runs would find it: 3 and 1.3 deviations.
    /// </summary>
    private const double Seen = 4.3;

    /// <summary>Larger errors of the formula than this share are no detail.</summary>
    private const double Detail = 0.05;

    /// <summary>The formula for the number of distinct experts against the counted number.</summary>
    /// <param name="run">The measurement.</param>
    public static Verdict Of(LatencyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        LatencyPoint[] mixtures = [.. run.Points.Where(point => !point.Shape.IsDense)];
        var worst = mixtures.MaxBy(point => Math.Abs(point.Distinct - Expected(point)))!;
        var layers = mixtures
            .GroupBy(point => point.Shape)
            .Select(layer => (Counted: Deviations(layer, point => point.Distinct), Skewed: Deviations(layer, OfZipf)))
            .ToArray();
        var counted = layers.MaxBy(layer => Math.Abs(layer.Counted)).Counted;
        var skewed = layers.Min(layer => layer.Skewed);
        var large = mixtures.Any(point => Math.Abs(point.Distinct - Expected(point)) > Detail * Expected(point));
        return new Verdict(
            "Distinct experts",
            "A batch of L tokens hits n_e (1 - (1 - n_a / n_e)^L) experts, so nearly all are read at medium load.",
            Text(
                $"Over all batches the counts lie {counted:+0.0;-0.0;0.0} standard deviations from the formula; experts drawn by Zipf's law with exponent {Skew} would lie {skewed:+0.0;-0.0;0.0} away, "
            )
                + (
                    Math.Abs(skewed) >= Seen
                        ? "so they would have been seen. "
                        : "too few to be told from uniform ones by so few counts. "
                )
                + Text(
                    $"The largest difference is at L = {worst.Tokens} of {worst.Shape.Name}: {worst.Distinct:F1} counted, {Expected(worst):F1} expected. "
                )
                + "This router is random and so nearly uniform, which the formula assumes; a trained router hits fewer.",
            Math.Abs(counted) > Chance ? (large ? Agreement.Disagrees : Agreement.AgreesInPart)
                : Math.Abs(skewed) >= Seen ? Agreement.Agrees
                : Agreement.Undecided,
            ResultKind.Measured
        );
    }

    /// <summary>How many standard deviations a layer's counts, summed over batches, lie from uniform routing.</summary>
    private static double Deviations(IEnumerable<LatencyPoint> layer, Func<LatencyPoint, double> count)
    {
        var variance = layer.Sum(point =>
            DistinctExperts.Variance(point.Shape.Experts, point.Shape.ActiveExperts, point.Tokens) / point.Seconds.Count
        );
        return variance > 0 ? layer.Sum(point => count(point) - Expected(point)) / Math.Sqrt(variance) : 0;
    }

    private static double Expected(LatencyPoint point) => new LayerCost(point.Shape).Distinct(point.Tokens);

    private static double OfZipf(LatencyPoint point) =>
        new ExpertPopularity(point.Shape.Experts, point.Shape.ActiveExperts, Skew).Distinct(point.Tokens);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
