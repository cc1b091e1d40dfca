using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Some allocations against others, answer by answer: what each question's answers are worth in both.
/// </summary>
internal static class Contrast
{
    /// <summary>Pairs two groups question by question, so that how hard a question is falls out.</summary>
    /// <param name="candidates">The group in question, at least one.</param>
    /// <param name="baselines">The group it is compared with, at least one.</param>
    /// <param name="measure">What is compared: for accuracy, each question's share of right answers.</param>
    public static IReadOnlyList<PairedTask> Of(
        IReadOnlyList<SweepPoint> candidates,
        IReadOnlyList<SweepPoint> baselines,
        Measure measure = Measure.Accuracy
    ) =>
        [
            .. candidates[0]
                .Tasks.Select(
                    (task, t) =>
                        new PairedTask(
                            task.Task.Name,
                            Means(baselines, t, measure),
                            Means(candidates, t, measure),
                            task.Clusters
                        )
                ),
        ];

    /// <summary>
    /// A weighted sum of accuracies, question by question, against nothing: a slope or a residual of a fit, with the
    /// error that questions give it.
    /// </summary>
    /// <param name="points">The allocations.</param>
    /// <param name="weights">A weight for each.</param>
    public static IReadOnlyList<PairedTask> Weighted(IReadOnlyList<SweepPoint> points, IReadOnlyList<double> weights) =>
        [
            .. points[0]
                .Tasks.Select(
                    (task, t) =>
                        new PairedTask(
                            task.Task.Name,
                            new double[task.Items.Count],
                            [
                                .. Enumerable
                                    .Range(0, task.Items.Count)
                                    .Select(item =>
                                        points
                                            .Zip(weights, (point, weight) =>
                                                weight * point.Tasks[t].Items[item].Accuracy
                                            )
                                            .Sum()
                                    ),
                            ],
                            task.Clusters
                        )
                ),
        ];

    private static double[] Means(IReadOnlyList<SweepPoint> points, int task, Measure measure) =>
        [
            .. Enumerable
                .Range(0, points[0].Tasks[task].Items.Count)
                .Select(item => points.Average(point => point.Tasks[task].Items[item].In(measure))),
        ];
}
