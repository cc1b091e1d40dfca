using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation.Sweeps;

namespace MoeNotebooks.Tests.Evaluation;

/// <summary>Graded measures: what they are of one answer, and that a comparison by them has the right sign.</summary>
public sealed class MeasureTests
{
    [Fact]
    public void The_margin_is_over_the_best_wrong_answer()
    {
        var item = Item(gold: 1, -4, -2.5, -3);
        item.In(Measure.Accuracy).ShouldBe(1);
        item.In(Measure.LogLikelihood).ShouldBe(-2.5);
        item.In(Measure.Margin).ShouldBe(0.5);
        Item(gold: 0, -4, -2.5, -3).In(Measure.Margin).ShouldBe(-1.5);
        (Item(gold: 0, -4, -2) with { Gold = null }).In(Measure.Margin).ShouldBe(double.NaN);
    }

    [Fact]
    public void An_impossible_answer_is_counted_and_in_no_mean()
    {
        var task = new TaskResult(
            EvaluationTasks.Mini[0],
            0,
            2,
            [Item(0, double.NegativeInfinity, -1), Item(0, -2, -1)]
        );
        var mean = task.In(Measure.LogLikelihood);
        (mean.Value, mean.NotNumbers).ShouldBe((-2, 1));
        task.In(Measure.Accuracy).Value.ShouldBe(0);
    }

    [Fact]
    public async Task A_model_that_gives_right_answers_more_likelihood_is_better_by_it()
    {
        var sweep = await Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(items: 60),
            [RoutingPolicy.Trained, new TopK(2)],
            cancellationToken: TestContext.Current.CancellationToken
        );
        var (full, two) = (sweep.Points[0], sweep.Points[1]);
        foreach (var measure in new[] { Measure.LogLikelihood, Measure.Margin })
        {
            var comparison = sweep.CompareWith(full, measure: measure)[1];
            comparison.Mean.Difference.ShouldBe(two.In(measure) - full.In(measure), 1e-9);
            sweep.CompareWith(two, measure: measure)[0].Mean.Difference.ShouldBe(-comparison.Mean.Difference, 1e-9);
        }

        var lifted = two with
        {
            Tasks = [.. two.Tasks.Select(task => task with { Items = [.. task.Items.Select(Lift)] })],
        };
        BaselineComparison
            .Compare([("lifted", lifted.PairWith(full, Measure.LogLikelihood))])[0]
            .Finding.ShouldBe(Finding.Better);
    }

    private static ItemResult Lift(ItemResult item) =>
        item with
        {
            Choices = [.. item.Choices.Select(choice => choice with { LogLikelihood = choice.LogLikelihood + 50 })],
        };

    private static ItemResult Item(int gold, params double[] likelihoods) =>
        ItemScoring.Score(
            new EvaluationItem(
                "t",
                0,
                new("f", "line 1", []),
                [],
                [.. likelihoods.Select((_, i) => $"{i}")],
                gold,
                "0"
            ),
            [.. likelihoods.Select(value => new LikelihoodResult(value, false))],
            lengthNormalised: false
        );
}
