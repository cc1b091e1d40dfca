using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Evaluation.Scoring;

/// <summary>The pass over a tree of policies against one policy at a time, on every architecture.</summary>
[References]
public sealed class ManyPoliciesTests
{
    private const double Tolerance = 1e-4; // of a log-likelihood's size, in f32

    public static TheoryData<string> Models =>
        ["deepseek-v2", "deepseek-v3", "olmoe", "qwen2-moe", "qwen3-moe", "mixtral"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Equal_to_one_policy_at_a_time(string name)
    {
        using var model = MoeModel.Open(Golden(name));
        await CompareAsync(model, null);
        var experts = model.Config.Moe.Router.Experts;
        await CompareAsync(
            model,
            new ExpertMask(
                model.MoeLayers.ToDictionary(
                    layer => layer,
                    _ => (IReadOnlyList<int>)[.. Enumerable.Range(0, experts).Where(e => e % 4 != 1)]
                )
            )
        );
    }

    [Fact]
    public void Not_a_tensor_is_left_behind()
    {
        using var model = MoeModel.Open(Golden("deepseek-v2"));
        var scorer = new LocalScorer(model);
        scorer.Score(Requests(model), Policies(model), ProgressReporter.Silent, Stop);
        var before = LiveTensors.Count;
        scorer.Score(Requests(model), Policies(model), ProgressReporter.Silent, Stop);

        LiveTensors.Count.ShouldBe(before);
    }

    [Fact]
    public async Task The_sweep_gives_what_lm_eval_gave_with_two_experts()
    {
        Shared.NeedPublishedTexts();
        using var model = MoeModel.Open(Shared.Folder("golden/lm-eval/model"));
        var tokenizer = TokenizerJson.Load(model.Checkpoint.Folder);
        var loader = new TaskLoader(new DataFolder(Shared.Folder("golden/lm-eval/data")));
        var tasks = await loader.LoadAsync(
            [EvaluationTasks.ArcEasy, EvaluationTasks.WinoGrande],
            cancellationToken: Stop
        );
        var sweep = await Sweep.RunAsync(model, tasks, [RoutingPolicy.Trained, new TopK(2)], cancellationToken: Stop);

        foreach (var (point, run) in sweep.Points.Zip(["zero-shot", "zero-shot-2-experts"]))
        {
            var golden = MoeNotebooks
                .Interchange.Import.LmEvalImport.Read(Shared.Folder("golden/lm-eval/" + run))
                .ToDictionary(task => task.Task);
            foreach (var task in point.Tasks)
            {
                task.Accuracy.Value.ShouldBe(golden[task.Task.Name].Accuracy.Value);
                foreach (
                    var (item, entry) in task.Items.Zip(
                        golden[task.Task.Name].Entries.OrderBy(entry => entry.Answer.Index)
                    )
                )
                {
                    item.Choices.Zip(entry.Answer.Choices)
                        .ShouldAllBe(pair => Math.Abs(pair.First.LogLikelihood - pair.Second.LogLikelihood) < 1e-3);
                }
            }
        }

        sweep.Points[0].Run.Conditions.BosRule.ShouldBe(tokenizer.BosRule);
    }

    private static async Task CompareAsync(MoeModel model, ExpertMask? mask)
    {
        var options = new ScoringOptions { TokensInBatch = 64, Mask = mask };
        var (requests, policies) = (Requests(model), Policies(model));
        var together = await new LocalScorer(model, options).ScoreAsync(
            requests,
            policies,
            ProgressReporter.Silent,
            Stop
        );
        var alone = new LocalScorer(model, options);
        for (var p = 0; p < policies.Length; p++)
        {
            var expected = await alone.ScoreAsync(requests, policies[p], ProgressReporter.Silent, Stop);
            foreach (var (mine, other) in together[p].Zip(expected))
            {
                mine.LogLikelihood.ShouldBe(
                    other.LogLikelihood,
                    Tolerance * Math.Max(1, Math.Abs(other.LogLikelihood)),
                    $"{policies[p]}, {mask}"
                );
            }
        }
    }

    private static RoutingPolicy[] Policies(MoeModel model)
    {
        var (layers, k) = (model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK);
        return
        [
            RoutingPolicy.Trained,
            new TopK(1),
            new TopK(Math.Min(k + 1, model.Config.Moe.Router.Selectable)),
            new Allocation(k, 1, 2, layers),
            new Allocation(1, 2, k, 1),
            new TopK(k),
            new TopK(1) { Weights = SkippedWeights.Renormalise },
            new TopK(1) { Weights = SkippedWeights.Keep },
            new Allocation(2, 1, k, 2) { Weights = SkippedWeights.RescaleToOriginalMass },
            new RelativeThreshold(0.7),
            new CumulativeMass(0.6) { Weights = SkippedWeights.Renormalise },
        ];
    }

    private static LikelihoodRequest[] Requests(MoeModel model)
    {
        var random = new Random(7);
        int[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(model.Config.VocabularySize))];
        return
        [
            .. Enumerable
                .Range(0, 6)
                .SelectMany(q =>
                {
                    var context = Ids(4 + (3 * q));
                    return Enumerable.Range(0, 3).Select(_ => new LikelihoodRequest(context, Ids(1 + random.Next(4))));
                }),
        ];
    }

    private static string Golden(string name)
    {
        var folder = Directory
            .EnumerateDirectories(Shared.Folder("golden/models"))
            .Where(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .First();
        return folder;
    }
}
