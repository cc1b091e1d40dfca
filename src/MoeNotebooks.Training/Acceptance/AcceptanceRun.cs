using System.Globalization;
using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Files;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Training.Export;
using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Training.Acceptance;

/// <summary>
/// Measures on the test sets whether a mini model is one in which the paper's questions have answers, says so line by
/// line, and writes the model's card.
/// </summary>
/// <param name="folder">The model's folder.</param>
/// <param name="recipe">What was trained there.</param>
/// <param name="progress">Shows how far it is.</param>
public sealed class AcceptanceRun(string folder, MiniRecipe recipe, IProgressReporter progress)
{
    /// <summary>The file that the lines are written to.</summary>
    public const string FileName = "acceptance.md";

    private const int Draws = 20;
    private const int PartSize = 250; // of each task: the grid and the random choices are many evaluations
    private const double Level = 0.05;

    /// <summary>Measures, writes table and card into the folder and returns what was measured.</summary>
    /// <param name="stop">Stops it.</param>
    public async Task<AcceptanceResult> RunAsync(CancellationToken stop)
    {
        var world = MiniRecipe.World();
        var sets = Directory.CreateTempSubdirectory("moe-world-").FullName;
        try
        {
            MiniWorldFiles.Write(world, sets);
            var tasks = await new TaskLoader(new DataFolder(sets)).LoadAsync(
                EvaluationTasks.Mini,
                cancellationToken: stop
            );
            using var model = MoeModel.Open(folder);
            var sample = Path.Combine(sets, MiniWorldFiles.SampleName);
            var skipping = await SkippingAsync(model, tasks, WorldCheck.Floors(WorldCheck.Run(world)), stop);
            var result = AcceptanceResult.Join(
                skipping,
                new([Sharpness(model, sample)], []),
                await PruningAsync(model, full: skipping.Figures[0].Point, tasks, sample, stop)
            );
            AtomicFile.WriteText(Path.Combine(folder, FileName), result.Table());
            AtomicFile.WriteText(
                Path.Combine(folder, ModelCard.FileName),
                ModelCard.Text(folder, recipe, world, model.Config, result)
            );
            return result;
        }
        finally
        {
            Directory.Delete(sets, recursive: true);
        }
    }

    private async Task<AcceptanceResult> SkippingAsync(
        MoeModel model,
        IReadOnlyList<PreparedTask> tasks,
        IReadOnlyDictionary<MiniTask, double> floors,
        CancellationToken stop
    )
    {
        var (k, layers) = (model.Config.Moe.Router.TrainedTopK, model.MoeLayers.Count);
        var (third, half) = (Math.Max(1, k / 3), k / 2);
        var sweep = new SweepOptions { Progress = progress };
        var points = (
            await Sweep.RunAsync(
                model,
                tasks,
                [.. Enumerable.Range(1, k).Reverse().Select(n => new TopK(n))],
                sweep,
                stop
            )
        ).Points; // k first
        var grid = (await Sweep.RunAsync(model, Part(tasks), LayerGrid.Of(layers, third, k), sweep, stop))
            .Points.Select(point => 100 * point.Mean)
            .ToArray();
        var (full, none) = (100 * points[0].Mean, await WithoutRoutedAsync(tasks, stop));
        double Loss(int experts) => full - (100 * points[k - experts].Mean);
        var without = full - (100 * none.Mean);
        var above = points[0]
            .Tasks.Select(task => (task.Task.Name, Points: 100 * (task.Accuracy.Value - floors[Named(task.Task.Name)])))
            .MinBy(t => t.Points);
        var explained = LayerGrid.Explained(layers, grid);
        var losses = half == third ? $"k = {half} (half, and a third rounded)" : $"k = {half}, half";
        return new(
            [
                new(
                    "mean accuracy 75 to 88",
                    N(full)
                        + ": "
                        + string.Join(
                            ", ",
                            points[0].Tasks.Select(t => $"{t.Task.Name["mini_".Length..]} {N(100 * t.Accuracy.Value)}")
                        ),
                    full is >= 75 and <= 88
                ),
                new(
                    "every task 15 points above its best shortcut",
                    $"least: {above.Name["mini_".Length..]}, {N(above.Points)}",
                    above.Points >= 15
                ),
                new($"{losses}: loses 1 to 4", N(Loss(half)), Loss(half) is >= 1 and <= 4),
                new($"k = {third}, a third: loses 3 to 9", N(Loss(third)), Loss(third) is >= 3 and <= 9),
                new(
                    "k = 0, no routed expert: loses far more (twice a third's, at least 15)",
                    N(without),
                    without >= Math.Max(15, 2 * Loss(third))
                ),
                new(
                    $"no layer's k explains more than half of the variance over {grid.Length} allocations of {third} and {k}, {PartSize} questions of each task",
                    $"accuracies {N(grid.Min())} to {N(grid.Max())}; by layer {string.Join(' ', explained.Select(share => share.ToString("F2", CultureInfo.InvariantCulture)))}",
                    explained.Max() <= 0.5
                ),
            ],
            [.. points.Select((point, i) => new AcceptanceFigure($"k = {k - i}", point)), new("no routed expert", none)]
        );
    }

    // the format knows no k = 0, so the routed experts are weighed with next to nothing
    private async Task<SweepPoint> WithoutRoutedAsync(IReadOnlyList<PreparedTask> tasks, CancellationToken stop)
    {
        var copy = Directory.CreateTempSubdirectory("moe-k0-").FullName;
        try
        {
            foreach (var file in new[] { "model.safetensors", "tokenizer.json", "tokenizer_config.json" })
            {
                File.Copy(Path.Combine(folder, file), Path.Combine(copy, file));
            }

            var config = System
                .Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "config.json"), stop))!
                .AsObject();
            config["routed_scaling_factor"] = 1e-9;
            await File.WriteAllTextAsync(Path.Combine(copy, "config.json"), config.ToJsonString(), stop);
            using var model = MoeModel.Open(copy);
            return (
                await Sweep.RunAsync(model, tasks, [new TopK(model.Config.Moe.Router.TrainedTopK)], null, stop)
            ).Points[0];
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static AcceptanceLine Sharpness(MoeModel model, string sample)
    {
        var router = model.Config.Moe.Router;
        var firsts = WeightsByRank
            .Over(model, CalibrationTexts.Read(sample, model.Tokenizer, HuggingFaceExport.LongestText))
            .OrderBy(layer => layer.Key)
            .Select(layer => layer.Value[0] / router.Scale * router.Experts)
            .ToArray();
        return new(
            "the first choice's mean weight is 3 times uniform in every MoE layer"
                + (
                    router.Renormalise
                        ? $" (weights are renormalised here: never below {N((double)router.Experts / router.TrainedTopK)})"
                        : ""
                ),
            string.Join(' ', firsts.Select(N)),
            firsts.Min() >= 3
        );
    }

    private async Task<AcceptanceResult> PruningAsync(
        MoeModel model,
        SweepPoint full,
        IReadOnlyList<PreparedTask> tasks,
        string sample,
        CancellationToken stop
    )
    {
        var keep = model.Config.Moe.Router.Experts / 2;
        var counted = Calibration.Run(
            model,
            CalibrationTexts.Read(sample, model.Tokenizer, HuggingFaceExport.LongestText),
            progress: progress,
            cancellation: stop
        );
        var best = new ByFormula(CriterionFormula.SoftCount, counted).Choose(model.Config, keep);
        var scorer = new LocalScorer(model) { BosRule = model.Tokenizer.BosRule };
        var (pruned, soft) = (await MaskedAsync(tasks, best), await MaskedAsync(Part(tasks), best));
        var draws = new List<SweepPoint>();
        for (var seed = 1; seed <= Draws; seed++)
        {
            draws.Add(await MaskedAsync(Part(tasks), new ByChance(seed).Choose(model.Config, keep)));
        }

        var test = PairedBootstrap.Compare(Contrast.Of([soft], draws), seed: 1234);
        var (lost, random) = (100 * (full.Mean - pruned.Mean), draws.Select(draw => 100 * draw.Mean).ToArray());
        return new(
            [
                new(
                    $"soft count, {keep} of {2 * keep} experts kept: loses 5 or more",
                    $"{N(lost)} ({N(100 * pruned.Mean)})",
                    lost >= 5
                ),
                new(
                    $"soft count beats the mean of {Draws} random choices, paired test at {Level} on {PartSize} questions of each task",
                    $"{N(100 * test.Difference)} points ({N(100 * test.Low)} to {N(100 * test.High)}, p {(test.PValue <= test.LeastPValue ? "<=" : "=")} {test.PValue.ToString("0.####", CultureInfo.InvariantCulture)}); random {N(random.Average())}, {N(random.Min())} to {N(random.Max())}",
                    test.Difference > 0 && test.PValue < Level
                ),
            ],
            [new($"{keep} of {2 * keep} experts, by soft count", pruned)]
        );

        async Task<SweepPoint> MaskedAsync(IReadOnlyList<PreparedTask> on, ExpertMask mask)
        {
            EncodedTask[] encoded = [.. on.Select(task => EncodedTask.From(task, model.Tokenizer))];
            return (
                await Sweep.RunAsync(
                    scorer.Under(mask),
                    encoded,
                    [new TopK(model.Config.Moe.Router.TrainedTopK)],
                    new SweepOptions { Progress = progress },
                    stop
                )
            ).Points[0];
        }
    }

    private static PreparedTask[] Part(IReadOnlyList<PreparedTask> tasks) =>
        [.. tasks.Select(task => task with { Items = [.. task.Items.Take(PartSize)] })];

    private static MiniTask Named(string task) =>
        Enum.GetValues<MiniTask>().Single(t => "mini_" + t.FileName() == task);

    private static string N(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
