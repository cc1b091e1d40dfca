using System.ComponentModel;
using MathNet.Numerics.Statistics;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;

namespace MoeNotebooks.Verdicts;

/// <summary>One policy's loss by accuracy and by the graded measures, each beside the smallest difference that its test sees in four cases of five.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="MeanExperts">Experts of a MoE layer on average.</param>
/// <param name="Points">Change of accuracy, in points.</param>
/// <param name="PointsSeen">The smallest change of accuracy that would be seen, in points.</param>
/// <param name="Nats">Change of the right answer's log-likelihood, in nats.</param>
/// <param name="NatsSeen">The smallest one that would be seen.</param>
/// <param name="Margin">Change of the margin over the best wrong answer, in nats.</param>
/// <param name="MarginSeen">The smallest one that would be seen.</param>
/// <param name="ByLikelihood">How many times smaller a loss the log-likelihood sees than accuracy, both in units of this policy's loss.</param>
/// <param name="ByMargin">The same for the margin.</param>
public sealed record MeasureRow(
    string Policy,
    double MeanExperts,
    double Points,
    [property: DisplayName("Smallest seen (points)")] double PointsSeen,
    [property: DisplayName("Log-likelihood (nats)")] double Nats,
    [property: DisplayName("Smallest seen (nats)")] double NatsSeen,
    [property: DisplayName("Margin (nats)")] double Margin,
    [property: DisplayName("Margin, smallest seen")] double MarginSeen,
    [property: DisplayName("Finer by log-likelihood")] double? ByLikelihood,
    [property: DisplayName("Finer by margin")] double? ByMargin)
{
    /// <summary>A row for every different policy but the baseline. Where accuracy did not fall there is no loss to take as a unit, and the last two are empty.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="baseline">One of its points.</param>
    public static IReadOnlyList<MeasureRow> Of(SweepResult sweep, SweepPoint baseline)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(baseline);
        IReadOnlyList<Comparison>[] by = [.. new[] { Measure.Accuracy, Measure.LogLikelihood, Measure.Margin }.Select(measure => sweep.CompareWith(baseline, measure: measure))];
        return [.. sweep.Points.Index().DistinctBy(point => point.Item.Run.Conditions.Key).Where(point => point.Item.Run.Conditions.Key != baseline.Run.Conditions.Key)
            .Select(point => Row(point.Item, by[0][point.Index], by[1][point.Index], by[2][point.Index]))];
    }

    /// <summary>The middle of the rows' factors; <see langword="null"/> where no policy lost accuracy.</summary>
    /// <param name="rows">The rows.</param>
    public static (double Likelihood, double Margin)? Median(IReadOnlyList<MeasureRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var told = rows.Where(row => row.ByLikelihood is not null).ToArray();
        return told.Length == 0 ? null : (told.Select(row => row.ByLikelihood!.Value).Median(), told.Select(row => row.ByMargin!.Value).Median());
    }

    private static MeasureRow Row(SweepPoint point, Comparison accuracy, Comparison likelihood, Comparison margin) => new(
        point.Policy.ToString()!, point.MeanExperts, 100 * accuracy.Mean.Difference, 100 * accuracy.SmallestSeen,
        likelihood.Mean.Difference, likelihood.SmallestSeen, margin.Mean.Difference, margin.SmallestSeen, Finer(likelihood, accuracy), Finer(margin, accuracy));

    // a loss in units of the smallest one seen, over the same by accuracy
    private static double? Finer(Comparison graded, Comparison accuracy) => accuracy.Mean.Difference < 0
        ? -graded.Mean.Difference / graded.SmallestSeen / (-accuracy.Mean.Difference / accuracy.SmallestSeen)
        : null;
}
