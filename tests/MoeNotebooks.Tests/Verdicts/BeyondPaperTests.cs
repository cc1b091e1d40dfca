using MoeNotebooks.Charts;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Routing;
using MoeNotebooks.Search;
using MoeNotebooks.Tests.Evaluation;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>Notebook 09's comparison from end to end on a small model.</summary>
[References]
public sealed class BeyondPaperTests(GoldenModel golden) : IClassFixture<GoldenModel>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ways_are_compared_with_the_same_number_everywhere_at_exactly_their_cost()
    {
        var tasks = await golden.EncodeAsync(["boolq", "arc_easy"], limit: 8);
        var (layers, k) = (golden.Model.MoeLayers.Count, golden.Model.Config.Moe.Router.TrainedTopK);
        (string, RoutingPolicy, ExpertMask?)[] ways =
        [
            ("trained", RoutingPolicy.Trained, null),
            .. Enumerable
                .Range(1, k - 1)
                .Select(n => (BeyondPaper.Uniform, (RoutingPolicy)new TopK(n), (ExpertMask?)null)),
            ("like one", new PerLayer([.. Enumerable.Repeat(1, layers)]), null),
            ("like all", new RelativeThreshold(0), null),
            ("between", new RelativeThreshold(0.7), null),
        ];
        var served = ServedModel.Load("deepseek-v2-lite");
        var beyond = await BeyondPaper.RunAsync(golden.Model, tasks, ways, served, cancellationToken: Stop);
        beyond.Points.Count.ShouldBe(ways.Length - 1); // one expert everywhere came twice
        beyond.Points.ShouldAllBe(point => point.MeasuredSpeedup > 0 && point.Distinct > 0);
        beyond.Points[1].Name.ShouldBe("k=1.0");
        // One expert was not timed
        beyond.OnH100.Select(one => one.Point.Name).ShouldBe(["k=2.0", "k=3.0", "k=4.0", "k=5.0"], ignoreOrder: true);
        // CLAIMS.md's, of notebook 03
        beyond.OnH100.Single(one => one.Point.Experts == 2).Speedup.ShouldBe(1.409, 0.001);
        var few = await BeyondPaper.RunAsync(
            golden.Model,
            tasks,
            [.. ways.Take(3)],
            served,
            requests: 5,
            timed: false,
            cancellationToken: Stop
        );
        few.Points.ShouldAllBe(point => point.MeasuredSpeedup == null);
        few.OnH100.ShouldBeEmpty(); // no batch of five was timed

        var pairs = BeyondPaper.Pairs([beyond]);
        pairs.Select(pair => pair.Way.Family).ShouldBe(["like all", "between"]);
        pairs[0].Comparison.Mean.Difference.ShouldBe(0); // the trained model's own answers
        var (between, papers) = (
            pairs[1],
            beyond.Points.Where(point => point.Family is "trained" or BeyondPaper.Uniform).ToArray()
        );
        var (low, high) = (
            papers
                .Where(point => point.StepMilliseconds < between.Way.StepMilliseconds)
                .MaxBy(point => point.StepMilliseconds)!,
            papers
                .Where(point => point.StepMilliseconds > between.Way.StepMilliseconds)
                .MinBy(point => point.StepMilliseconds)!
        );
        var share =
            (between.Way.StepMilliseconds - low.StepMilliseconds) / (high.StepMilliseconds - low.StepMilliseconds);
        between.Comparison.Mean.Difference.ShouldBe(
            (between.Way.Accuracy - (share * high.Accuracy) - ((1 - share) * low.Accuracy)) / 100,
            1e-9
        );
        BeyondPaper.Pairs([beyond, beyond], Measure.LogLikelihood).Count.ShouldBe(4);

        BeyondFigures.Pareto(beyond).Series.Select(series => series.Name).ShouldContain("beaten by none");
        BeyondFigures.Measured(beyond).Series.Count.ShouldBe(4);
        var equal = BeyondFigures.AtEqualCost(pairs, beyond.Kind);
        equal.X.TickTexts.ShouldBe(["like all", "between"]);
        equal.Series.Single().Y.Count.ShouldBe(2);
        StaticRenderer.Png(equal).Length.ShouldBeGreaterThan(1000);
        BeyondPairRow.Of(pairs)[1].Difference.ShouldBe(100 * between.Comparison.Mean.Difference);
        (
            await Should.ThrowAsync<MoeUsageException>(() =>
                BeyondPaper.RunAsync(golden.Model, tasks, [("x", new TopK(1), null)], served, cancellationToken: Stop)
            )
        ).Message.ShouldContain("must begin with the trained model");
    }

    [Fact]
    public async Task A_policys_numbers_are_ranked_on_the_questions_to_choose_by()
    {
        var tasks = (await golden.EncodeAsync(["boolq"], limit: 8)).Select(task => task.Prepared).ToArray();
        RoutingPolicy[] candidates = [new TopK(1), RoutingPolicy.Trained, new BatchPiggyback(1), new TopK(1)];
        var ranked = await PolicyChoice.RankAsync(
            golden.Model,
            tasks,
            candidates,
            stepTokens: 4,
            cancellationToken: Stop
        );
        ranked.Count.ShouldBe(3);
        ranked.Select(one => one.Value).ShouldBeInOrder(SortDirection.Descending);
        var alone = await PolicyChoice.RankAsync(
            golden.Model,
            tasks,
            [new TopK(1)],
            measure: Measure.LogLikelihood,
            cancellationToken: Stop
        );
        ranked.Single(one => one.Policy == new TopK(1)).Value.ShouldBe(alone[0].Value, 1e-5);
        await Should.ThrowAsync<MoeUsageException>(() =>
            PolicyChoice.RankAsync(golden.Model, tasks, [], cancellationToken: Stop)
        );
    }
}
