using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation.Sweeps;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>
/// Sweeps without a model whose answers are drawn: each question about one of many things, right with a chance that the
/// experts of each layer decide.
/// </summary>
internal static class DrawnSkipping
{
    private const int Layers = 3; // of FakeSweep

    /// <summary>Draws answers to six tasks under the plan's policies, and compares each with the full model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="scoring">Its router.</param>
    /// <param name="chance">The chance to be right with these experts.</param>
    /// <param name="items">Questions of each task.</param>
    /// <param name="seed">Models with one seed take the same questions.</param>
    public static async Task<MiniSkipping> OfAsync(
        string model,
        Scoring scoring,
        Func<IReadOnlyList<int>, double> chance,
        int items = 400,
        int seed = 1
    )
    {
        var sweep = new SweepResult((await AnswersAsync(model, scoring, chance, items, seed)).Points, 0, 0, 0);
        return MiniSkipping.Of(sweep, sweep.CompareWith(sweep.Points[0]), model, scoring);
    }

    /// <summary>The same answers without the comparisons, which take most of the time.</summary>
    public static async Task<MiniSkipping> AnswersAsync(
        string model,
        Scoring scoring,
        Func<IReadOnlyList<int>, double> chance,
        int items = 400,
        int seed = 1
    )
    {
        var policies = SkippingPlan.Of(
            new RouterRule(24, 6, scoring) { Renormalise = scoring == Scoring.Sigmoid },
            Layers
        );
        var sweep = await Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(tasks: 6, items: 2),
            policies,
            cancellationToken: TestContext.Current.CancellationToken
        );
        var random = new Random(seed);
        var questions = Enumerable
            .Range(0, 6 * items)
            .Select(_ => (Thing: $"thing {random.Next(300)}", Luck: random.NextDouble()))
            .ToArray();
        SweepPoint[] points =
        [
            .. sweep
                .Points.DistinctBy(point => point.Run.Conditions.Key)
                .Select(point =>
                    point with
                    {
                        Tasks = [.. point.Tasks.Select((task, t) => task with { Items = Items(point, t) })],
                    }
                ),
        ];
        return new MiniSkipping(new AccuracyCurve(model, ResultKind.Synthetic, 6, 100 * points[0].Mean, []), [])
        {
            Scoring = scoring,
            Points = points,
        };

        // a tenth of the answers are the policy's own luck; the log-likelihood of the right one follows the chance
        // closely
        ItemResult[] Items(SweepPoint point, int task) =>
            [
                .. questions
                    .Skip(task * items)
                    .Take(items)
                    .Select(
                        (question, i) =>
                        {
                            var right =
                                (random.Next(10) == 0 ? random.NextDouble() : question.Luck) < chance(point.Experts);
                            var sure = chance(point.Experts) - question.Luck;
                            return new ItemResult(i, [new(sure, right), new(-sure, !right)], right ? 1 : 0, null)
                            {
                                Cluster = question.Thing,
                                Gold = 0,
                            };
                        }
                    ),
            ];
    }
}
