using System.Globalization;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Training;
using MoeNotebooks.Training.Acceptance;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.Acceptance;

/// <summary>The card of a model says what its folder holds and what was measured, failures too.</summary>
public sealed class ModelCardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_the_sizes_the_training_every_accuracy_with_its_error_and_what_falls_short()
    {
        var shipped = Path.Combine(Shared.Repository, "data", "models", "mini-sigmoid");
        File.Copy(Path.Combine(shipped, "model.safetensors"), _folder["model.safetensors"]);
        _folder.Write(
            "training-log.csv",
            "step,tokens,loss,seconds,cpu_seconds,tokens_per_second,device,seed\n5,1000000,3.1,60.0,90.0,9,cpu,3\n9,2345678,2.9,66.0,96.0,9,cuda,3\n"
        );
        using var model = MoeModel.Open(shipped);
        var tasks = await new TaskLoader().LoadAsync(
            EvaluationTasks.Mini,
            limit: 3,
            cancellationToken: TestContext.Current.CancellationToken
        );
        var points = (
            await Sweep.RunAsync(
                model,
                tasks,
                [new TopK(6), new TopK(1)],
                cancellationToken: TestContext.Current.CancellationToken
            )
        ).Points;
        AcceptanceLine[] lines = [new("first claim", "1.0", true), new("second claim", "2.0", false)];
        AcceptanceFigure[] figures = [new("k = 6", points[0]), new("k = 1", points[1])];
        var recipe = MiniRecipe.MiniSigmoid with { Options = new() { Seed = 7 } };

        var card = ModelCard.Text(_folder.Path, recipe, MiniRecipe.World(), model.Config, new(lines, figures));

        card.ShouldStartWith("---\nlicense: mit\n");
        card.ShouldContain("tags: [synthetic, mixture-of-experts, deepseek_v3, research]");
        card.ShouldContain("# mini-sigmoid: a SYNTHETIC mixture of experts");
        card.ShouldContain("24 routed experts of width 16, 6 active; shared width 16");
        card.ShouldContain(
            "sigmoid router with selection bias, 8 groups of 3 experts of which 4 are used, weights renormalised, times 2.5 |"
        );
        card.ShouldContain(
            "2.3 million tokens, 9 steps, 2 minutes of wall clock and 3 of processor cores (cpu, cuda); seed 3, world seed 1"
        ); // what its log says, not what the recipe does
        card.ShouldContain("It shows 1 of 2; where the table says FAIL it does not.");
        card.ShouldContain("| second claim | 2.0 | FAIL |");
        foreach (var (k, point) in new[] { 6, 1 }.Zip(points))
        {
            var cells = card.Split('\n')
                .Single(line => line.StartsWith($"| k = {k} |", StringComparison.Ordinal))
                .Trim('|', ' ')
                .Split(" | ");
            cells
                .Skip(1)
                .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))
                .ShouldBe(
                    [
                        .. point.Tasks.Select(task => 100 * task.Accuracy.Value),
                        100 * point.Mean,
                        100 * point.StandardError!.Value,
                    ],
                    tolerance: 0.051
                );
        }
    }

    [Fact]
    public void A_folder_without_a_log_says_nothing_of_a_run()
    {
        TrainingFacts.Read(_folder.Path).ShouldBeNull();
        _folder.Write(
            "training-log.csv",
            "step,tokens,loss,seconds,cpu_seconds,tokens_per_second\n125,250310,3.7341,103.0,89.0,2430\n"
        );
        var facts = TrainingFacts.Read(_folder.Path)!; // as older logs were
        (facts.Steps, facts.Tokens, facts.Seconds, facts.ProcessorSeconds, facts.Devices.Count, facts.Seed).ShouldBe(
            (125, 250310, 103.0, 89.0, 0, null)
        );
    }
}
