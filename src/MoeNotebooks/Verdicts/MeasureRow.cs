using System.ComponentModel;
using MathNet.Numerics.Statistics;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// One cut's loss by accuracy and by the graded measures, each with its paired test and the smallest difference that
/// the test sees in four cases of five.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Cut">How much of the trained number stays in every layer.</param>
/// <param name="Experts">Experts of a MoE layer, of those trained.</param>
/// <param name="Points">Change of accuracy, in points.</param>
/// <param name="PointsP">Its p-value; each measure's are corrected for the rows of all models.</param>
/// <param name="PointsSeen">The smallest change of accuracy that would be seen, in points.</param>
/// <param name="Nats">Change of the right answer's log-likelihood, in nats.</param>
/// <param name="NatsP">Its p-value.</param>
/// <param name="NatsSeen">The smallest one that would be seen.</param>
/// <param name="Margin">Change of the margin over the best wrong answer, in nats.</param>
/// <param name="MarginP">Its p-value.</param>
/// <param name="MarginSeen">The smallest one that would be seen.</param>
/// <param name="ByLikelihood">How many times smaller a loss the log-likelihood sees than accuracy, both in units of
/// this cut's loss.</param>
/// <param name="ByMargin">The same for the margin.</param>
public sealed record MeasureRow(
    string Model,
    string Cut,
    string Experts,
    double Points,
    [property: DisplayName("p")] double PointsP,
    [property: DisplayName("Smallest seen (points)")] double PointsSeen,
    [property: DisplayName("Log-likelihood (nats)")] double Nats,
    [property: DisplayName("p, log-likelihood")] double NatsP,
    [property: DisplayName("Smallest seen (nats)")] double NatsSeen,
    [property: DisplayName("Margin (nats)")] double Margin,
    [property: DisplayName("p, margin")] double MarginP,
    [property: DisplayName("Margin, smallest seen")] double MarginSeen,
    [property: DisplayName("Finer by log-likelihood")] double? ByLikelihood,
    [property: DisplayName("Finer by margin")] double? ByMargin
)
{
    /// <summary>Half, a third and one of the trained experts in every layer, of each model, against the full model;
    /// equal ones are one row. Where accuracy did not fall there is no loss to take as a unit, and the last two are
    /// empty.</summary>
    /// <param name="models">The sweeps, each with those numbers.</param>
    public static IReadOnlyList<MeasureRow> Of(IReadOnlyList<MiniSkipping> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var cuts = models.SelectMany(model => Cuts(model).Select(cut => (Model: model, cut.Name, cut.Point))).ToArray();
        IReadOnlyList<Comparison>[] by =
        [
            .. new[] { Measure.Accuracy, Measure.LogLikelihood, Measure.Margin }.Select(measure =>
                BaselineComparison.Compare([
                    .. cuts.Select(cut => (cut.Name, cut.Point.PairWith(cut.Model.Points[0], measure))),
                ])
            ),
        ];
        return [.. cuts.Select((cut, i) => Row(cut.Model, cut.Name, cut.Point, by[0][i], by[1][i], by[2][i]))];
    }

    /// <summary>The middle of the rows' factors; <see langword="null"/> where no cut lost accuracy.</summary>
    /// <param name="rows">The rows.</param>
    public static (double Likelihood, double Margin)? Median(IReadOnlyList<MeasureRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var told = rows.Where(row => row.ByLikelihood is not null).ToArray();
        return told.Length == 0
            ? null
            : (told.Select(row => row.ByLikelihood!.Value).Median(), told.Select(row => row.ByMargin!.Value).Median());
    }

    private static IEnumerable<(string Name, SweepPoint Point)> Cuts(MiniSkipping model)
    {
        var trained = model.Curve.Trained;
        (string Name, int K)[] cuts =
        [
            ("half", Math.Max(1, trained / 2)),
            ("a third", SkippingPlan.Third(trained)),
            ("one", 1),
        ];
        return from cut in cuts
            where cut.K < trained
            group cut.Name by cut.K into same
            let point = model.Uniform.FirstOrDefault(point => point.Experts[0] == same.Key)
            where point is not null
            select (string.Join(", ", same), point);
    }

    private static MeasureRow Row(
        MiniSkipping model,
        string cut,
        SweepPoint point,
        Comparison accuracy,
        Comparison likelihood,
        Comparison margin
    ) =>
        new(
            model.Curve.Name,
            cut,
            $"{point.Experts[0]} of {model.Curve.Trained}",
            100 * accuracy.Mean.Difference,
            accuracy.CorrectedP,
            100 * accuracy.SmallestSeen,
            likelihood.Mean.Difference,
            likelihood.CorrectedP,
            likelihood.SmallestSeen,
            margin.Mean.Difference,
            margin.CorrectedP,
            margin.SmallestSeen,
            Finer(likelihood, accuracy),
            Finer(margin, accuracy)
        );

    // a loss in units of the smallest one seen, over the same by accuracy
    private static double? Finer(Comparison graded, Comparison accuracy) =>
        accuracy.Mean.Difference < 0
            ? -graded.Mean.Difference / graded.SmallestSeen / (-accuracy.Mean.Difference / accuracy.SmallestSeen)
            : null;
}
