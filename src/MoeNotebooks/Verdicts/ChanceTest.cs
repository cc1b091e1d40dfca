using MathNet.Numerics.Distributions;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Whether a choice of experts beats chance: paired question by question, with an error that counts new questions and
/// new draws.
/// </summary>
/// <param name="Row">The test.</param>
/// <param name="Leads">The criterion's lead over each draw on the questions of that draw, in points.</param>
public sealed record ChanceTest(ChanceRow Row, IReadOnlyList<double> Leads)
{
    private const int Seed = 1234,
        PerDraw = 1000;
    private const double Confidence = 0.975;

    /// <summary>Tests.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="experts">Routed experts of a MoE layer.</param>
    /// <param name="points">From <see cref="ChanceSweep"/>: the criterion, then at least two draws.</param>
    /// <exception cref="MoeUsageException">There are fewer draws.</exception>
    public static ChanceTest Of(string model, int experts, IReadOnlyList<PrunedPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count < 3)
        {
            throw new MoeUsageException(
                "points",
                $"are {points.Count}; a test needs a criterion and at least two draws"
            );
        }

        var (chosen, draws) = (points[0].Point, points.Skip(1).Select(point => point.Point).ToArray());
        var (accuracy, margin) = (Lead.Of(chosen, draws, Measure.Accuracy), Lead.Of(chosen, draws, Measure.Margin));
        return new(
            new ChanceRow(
                model,
                100 * points[0].Model.Kept / experts,
                accuracy.Tasks.Sum(task => task.Items),
                draws.Length,
                100 * accuracy.Tasks.Average(task => task.CandidateMean),
                100 * accuracy.Tasks.Average(task => task.BaselineMean),
                100 * accuracy.Mean,
                100 * accuracy.Error,
                100 * accuracy.Low,
                100 * accuracy.High,
                accuracy.P,
                100 * accuracy.Spread,
                accuracy.Each.Count(lead => lead > 0),
                Beats(accuracy),
                margin.Mean,
                margin.Low,
                margin.High
            ),
            [.. accuracy.Each.Select(lead => 100 * lead)]
        );
    }

    private static string Beats(Lead lead) =>
        lead.Low > 0 ? "yes"
        : lead.High < BaselineComparison.DefaultMargin ? "no"
        : "undecided";

    /// <summary>The criterion's lead in one measure.</summary>
    private sealed record Lead(
        IReadOnlyList<PairedTask> Tasks,
        double Mean,
        double Error,
        double Spread,
        double Reach,
        double P,
        IReadOnlyList<double> Each
    )
    {
        public double Low => Mean - Reach;

        public double High => Mean + Reach;

        public static Lead Of(SweepPoint chosen, SweepPoint[] draws, Measure measure)
        {
            IReadOnlyList<PairedTask> tasks = Pair(chosen, draws, measure);
            var mean = PairedBootstrap.Compare(tasks, Seed);
            BootstrapResult[] each =
            [
                .. draws.Select(draw => PairedBootstrap.Compare(Pair(chosen, [draw], measure), Seed, PerDraw)),
            ];

            // draws differ by what they keep and by the noise of their questions; the latter is in the bootstrap
            // already
            var spread = Math.Sqrt(
                Math.Max(
                    0,
                    Math.Pow(StandardError.Deviation([.. each.Select(draw => draw.Difference)]), 2)
                        - each.Average(draw => draw.StandardError * draw.StandardError)
                )
            );
            var error = Math.Sqrt((mean.StandardError * mean.StandardError) + (spread * spread / draws.Length));
            var p =
                error > 0 ? 2 * (1 - StudentT.CDF(0, 1, draws.Length - 1, Math.Abs(mean.Difference) / error))
                : mean.Difference == 0 ? 1
                : 0;
            return new(
                tasks,
                mean.Difference,
                error,
                spread,
                StudentT.InvCDF(0, 1, draws.Length - 1, Confidence) * error,
                p,
                [.. each.Select(draw => draw.Difference)]
            );
        }

        /// <summary>The criterion's answer to each question beside the mean of the draws that answered it.</summary>
        private static PairedTask[] Pair(SweepPoint chosen, SweepPoint[] draws, Measure measure) =>
            [
                .. chosen
                    .Tasks.Index()
                    .Select(task =>
                    {
                        var chance = draws
                            .SelectMany(draw => draw.Tasks[task.Index].Items)
                            .Where(item => double.IsFinite(item.In(measure)))
                            .ToLookup(item => item.Index, item => item.In(measure));
                        ItemResult[] both =
                        [
                            .. task.Item.Items.Where(item =>
                                chance.Contains(item.Index) && double.IsFinite(item.In(measure))
                            ),
                        ];
                        return new PairedTask(
                            task.Item.Task.Name,
                            [.. both.Select(item => chance[item.Index].Average())],
                            [.. both.Select(item => item.In(measure))],
                            [.. both.Select(item => item.Cluster)]
                        );
                    }),
            ];
    }
}
