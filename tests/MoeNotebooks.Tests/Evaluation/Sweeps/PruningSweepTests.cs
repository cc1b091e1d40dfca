using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Progress;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Evaluation.Sweeps;

[References]
public sealed class PruningSweepTests(GoldenModel golden) : IClassFixture<GoldenModel>
{
    [Fact]
    public async Task Each_pruned_model_answers_as_the_masked_model_by_itself()
    {
        var stop = TestContext.Current.CancellationToken;
        var (model, tasks) = (golden.Model, await TasksAsync());
        var statistics = Calibration.Run(
            model,
            [
                [1, 2, 3, 4, 5, 6, 7, 8],
            ],
            cancellation: stop
        );
        var half = PruningPlan.Keeps(model.Config, [50]);
        PrunedModel[] pruned =
        [
            .. PruningPlan.Grid(
                model.Config,
                PruningPlan.Every(statistics, ByWeights.Of(model, cancellation: stop)),
                half,
                draws: 2
            ),
            .. PruningPlan.Overall(
                model.Config,
                [new ByReconstruction(statistics), new ByFormula(CriterionFormula.SoftCount, statistics)],
                half
            ),
        ];
        var points = await PruningSweep.RunAsync(model, tasks, pruned, cancellationToken: stop);
        points.Select(point => point.Model).ShouldBe(pruned);
        points[0].Model.Criterion.ShouldBe(PruningPlan.Full);
        points.Select(point => point.Point.Run.Conditions.Pruning).ShouldBe(pruned.Select(one => one.Mask?.ToJson()));
        foreach (var point in new[] { points[0], points[3], points[^3] })
        {
            var scorer = new LocalScorer(model, new ScoringOptions { Mask = point.Model.Mask })
            {
                BosRule = model.Tokenizer.BosRule,
            };
            // Kept under the same name, by whoever computes it
            scorer.Describe(RoutingPolicy.Trained, 0).Conditions.Key.ShouldBe(point.Point.Run.Conditions.Key);
            var alone = await Evaluator.RunAsync(
                [.. tasks.Select(task => EncodedTask.From(task, model.Tokenizer))],
                scorer,
                RoutingPolicy.Trained,
                ProgressReporter.Silent,
                stop
            );
            point
                .Point.Tasks.SelectMany(task => task.Items)
                .Select(item => item.Accuracy)
                .ShouldBe(alone.SelectMany(task => task.Items).Select(item => item.Accuracy));
        }

        var compared = PruningComparison.Of("golden", ResultKind.Measured, points, model.Config.Moe.Router.Experts);
        compared.Rows.Count.ShouldBe(pruned.Length - 2); // the full model is none, two draws are one
        compared.Rows.Single(row => row.Criterion == "soft-count").Finding.ShouldBe("the baseline");
        compared.Draws.Values.Single().Count.ShouldBe(2);
        compared.IndexRules.Values.Single().Mean.Difference.ShouldBeGreaterThanOrEqualTo(0);
        var soft = points.Single(point => point.Model.Criterion == "soft-count").Point;
        var hard = points.Single(point => point.Model.Criterion == "hard-count").Point;
        compared
            .Rows.Single(row => row.Criterion == "hard-count")
            .VsSoftCount.ShouldBe(100 * (hard.Mean - soft.Mean), 1e-9);
        compared
            .Rows.Single(row => row.Criterion == "hard-count")
            .Loss.ShouldBe(100 * (hard.Mean - points[0].Point.Mean), 1e-9);
    }

    [Fact]
    public async Task Draws_that_share_the_questions_answer_theirs_as_if_they_answered_all()
    {
        var stop = TestContext.Current.CancellationToken;
        var (model, tasks) = (golden.Model, await TasksAsync());
        var keep = PruningPlan.Keeps(model.Config, [50])[0];
        var points = await ChanceSweep.RunAsync(
            model,
            tasks,
            new ByIndex(IndexRule.Even),
            keep,
            draws: 3,
            each: 1,
            cancellationToken: stop
        );
        points.Select(point => point.Model.Criterion).ShouldBe(["even indices", "random", "random", "random"]);
        points[0].Point.Tasks.ShouldAllBe(task => task.Items.Count == 6);
        points
            .Skip(1)
            .SelectMany(point => point.Point.Tasks[0].Items)
            .Select(item => item.Index)
            .Order()
            .ShouldBe([0, 1, 2, 3, 4, 5]);
        var second = (await PruningSweep.RunAsync(model, tasks, [points[2].Model], cancellationToken: stop))[0]
            .Point
            .Tasks[1]
            .Items;
        points[2]
            .Point.Tasks[1]
            .Items.Select(item => (item.Index, item.Accuracy))
            .ShouldBe(second.Skip(2).Take(2).Select(item => (item.Index, item.Accuracy)));
        await Should.ThrowAsync<MoeUsageException>(() =>
            ChanceSweep.RunAsync(model, tasks, new ByIndex(IndexRule.Even), keep, draws: 1, cancellationToken: stop)
        );
    }

    [Fact]
    public async Task What_takes_the_place_of_pruned_experts_is_compared_with_dropping_them()
    {
        var stop = TestContext.Current.CancellationToken;
        var (model, tasks) = (golden.Model, await TasksAsync());
        int[][] texts =
        [
            [1, 2, 3, 4, 5, 6, 7, 8],
        ];
        var statistics = Calibration.Run(model, texts, cancellation: stop);
        var half = PruningPlan.Grid(
            model.Config,
            [new ByFormula(CriterionFormula.SoftCount, statistics)],
            PruningPlan.Keeps(model.Config, [50]),
            draws: 0
        )[1];
        var points = await ReplacementSweep.RunAsync(model, tasks, half, statistics, texts, cancellationToken: stop);
        points
            .Select(point => point.Model.Criterion)
            .ShouldBe([
                PruningPlan.Full,
                "soft-count",
                "soft-count, constant",
                "soft-count, merged",
                "soft-count, merged, rows removed",
            ]);
        // None is taken for another's answers
        points.Select(point => point.Point.Run.Conditions.Key).Distinct().Count().ShouldBe(5);
        points[2].Point.Run.Conditions.Pruning.ShouldBe($"constants {statistics.Constants(half.Mask!).Digest}");
        points[3].Point.Run.Conditions.Model.ShouldNotBe(points[0].Point.Run.Conditions.Model);
        PruningComparison
            .Of("golden", ResultKind.Measured, points, model.Config.Moe.Router.Experts)
            .Rows.Count.ShouldBe(4);
        await Should.ThrowAsync<MoeUsageException>(() =>
            ReplacementSweep.RunAsync(
                model,
                tasks,
                half with
                {
                    Mask = null,
                },
                statistics,
                texts,
                cancellationToken: stop
            )
        );
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_before_anything_is_computed()
    {
        var mask = new ExpertMask(new Dictionary<int, IReadOnlyList<int>> { [999] = [0] });
        await Should.ThrowAsync<MoeUsageException>(() =>
            PruningSweep.RunAsync(
                golden.Model,
                [],
                [new("x", 1, mask)],
                cancellationToken: TestContext.Current.CancellationToken
            )
        );
        await Should.ThrowAsync<MoeUsageException>(() =>
            PruningSweep.RunAsync(golden.Model, [], [], cancellationToken: TestContext.Current.CancellationToken)
        );
        Should
            .Throw<MoeUsageException>(() => PruningPlan.Keeps(golden.Model.Config, [0.1]))
            .Message.ShouldContain("which rounds to 0: none");
    }

    [Fact]
    public async Task A_task_is_traced_while_it_is_answered()
    {
        var (model, task) = (golden.Model, (await TasksAsync())[0]);
        var (result, summary) = await TaskTrace.RunAsync(
            model,
            task,
            cancellationToken: TestContext.Current.CancellationToken
        );
        result.Items.Count.ShouldBe(task.Items.Count);
        summary.Layers.ShouldAllBe(layer => layer.Tokens > 0 && layer.WeightSums != null);
        // Only what predicts an answer runs in the last
        summary.Layers[^1].Tokens.ShouldBeLessThan(summary.Layers[0].Tokens);
        RankShares.Of(summary).Sum().ShouldBe(1, 1e-5);
        var two = new LocalScorer(model, new ScoringOptions { Trace = new TraceRecorder(_ => { }) });
        Should
            .Throw<MoeUsageException>(() =>
                two.Score([], [RoutingPolicy.Trained, new TopK(1)], ProgressReporter.Silent, CancellationToken.None)
            )
            .Message.ShouldContain("is of one policy; 2 are asked for");
    }

    private static async Task<IReadOnlyList<PreparedTask>> TasksAsync() =>
        await new TaskLoader(new DataFolder(LmEvalGolden.Data)).LoadAsync(
            EvaluationTasks.Select(["boolq", "arc_easy"]),
            limit: 6,
            cancellationToken: TestContext.Current.CancellationToken
        );
}
