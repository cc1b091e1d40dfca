using System.Diagnostics;
using System.Globalization;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Paper;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Benchmarks;

/// <summary>
/// Table 10's 162 allocations, scaled to the mini model: one pass over a tree of layers against one evaluation each.
/// </summary>
internal static class SweepBenchmark
{
    private const int ItemsOfEachTask = 16;

    /// <summary>Measures both ways in this process, with the same threads, on the same items.</summary>
    /// <param name="output">Where the numbers go.</param>
    public static void Run(TextWriter output)
    {
        using var model = MoeModel.Open("mini-softmax");
        var tokenizer = TokenizerJson.Load(model.Checkpoint.Folder);
        var prepared = new TaskLoader()
            .LoadAsync(EvaluationTasks.Mini, limit: ItemsOfEachTask)
            .GetAwaiter()
            .GetResult();
        EncodedTask[] tasks = [.. prepared.Select(task => EncodedTask.From(task, tokenizer))];
        var shape = new MoeShape(model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK);
        RoutingPolicy[] policies =
        [
            .. PaperTables.Table10.Select(row =>
                AllocationScaling.Scale(new Allocation(row.B, row.H, row.E, row.P), MoeShape.DeepSeekV2Lite, shape)
            ),
        ];
        var different = policies
            .Select(policy => string.Join(' ', policy.ActiveExperts(shape.MoeLayers, shape.TrainedTopK)))
            .Distinct()
            .Count();
        output.WriteLine(
            $"{policies.Length} allocations over {shape.MoeLayers} MoE layers, {different} different; 6 x {ItemsOfEachTask} items"
        );

        Evaluate(model, tasks, RoutingPolicy.Trained); // warm up
        var clock = Stopwatch.StartNew();
        var alone = policies.Select(policy => Evaluate(model, tasks, policy)).ToArray();
        var oneByOne = clock.Elapsed;
        clock.Restart();
        var together = Sweep
            .RunAsync(new LocalScorer(model) { BosRule = tokenizer.BosRule }, tasks, policies)
            .GetAwaiter()
            .GetResult();
        var inOnePass = clock.Elapsed;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"one by one {oneByOne.TotalSeconds:F1} s, in one pass {inOnePass.TotalSeconds:F1} s: {oneByOne / inOnePass:F1} times faster"
            )
        );
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"largest difference of a log-likelihood {Difference(alone, together):E1}; answers judged differently {Flips(alone, together)}"
            )
        );
    }

    private static IReadOnlyList<TaskResult> Evaluate(MoeModel model, EncodedTask[] tasks, RoutingPolicy policy) =>
        Evaluator
            .RunAsync(tasks, new LocalScorer(model), policy, ProgressReporter.Silent, CancellationToken.None)
            .GetAwaiter()
            .GetResult();

    private static double Difference(IReadOnlyList<TaskResult>[] alone, SweepResult together) =>
        Items(alone, together)
            .SelectMany(pair => pair.Alone.Choices.Zip(pair.Together.Choices))
            .Max(pair => Math.Abs(pair.First.LogLikelihood - pair.Second.LogLikelihood));

    private static int Flips(IReadOnlyList<TaskResult>[] alone, SweepResult together) =>
        Items(alone, together).Count(pair => pair.Alone.Accuracy != pair.Together.Accuracy);

    private static IEnumerable<(ItemResult Alone, ItemResult Together)> Items(
        IReadOnlyList<TaskResult>[] alone,
        SweepResult together
    ) =>
        alone
            .Zip(together.Points)
            .SelectMany(pair => pair.First.Zip(pair.Second.Tasks))
            .SelectMany(pair => pair.First.Items.Zip(pair.Second.Items));
}
