using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Training;
using MoeNotebooks.Training.Model;

namespace MoeNotebooks.Tests.Training;

/// <summary>
/// One at a time with the tests of commands that train: a trainer sets the process's number of threads, on which sums
/// depend.
/// </summary>
[Collection("console")]
public sealed class TrainingRunTests
{
    private static readonly MiniModelConfig Small = new()
    {
        Vocabulary = 0,
        Hidden = 32,
        Layers = 2,
        DenseWidth = 32,
        Experts = 8,
        TopK = 2,
        Heads = 2,
        KvRank = 32,
        ExpertWidth = 32,
        SharedWidth = 32,
    };

    [Fact]
    public async Task A_run_leaves_a_model_that_opens_and_scores_that_an_evaluation_gave()
    {
        using var folder = new TemporaryFolder();
        var run = new TrainingRun(folder.Path, ProgressReporter.Silent, TimeProvider.System);
        await run.RunAsync(
            new()
            {
                Tokens = 3_000,
                Rows = 2,
                WarmUp = 3,
            },
            Small,
            resume: false,
            budget: null,
            TestContext.Current.CancellationToken
        );

        Directory
            .GetFileSystemEntries(folder.Path)
            .Select(Path.GetFileName)
            .Order()
            .ShouldBe([
                "config.json",
                "evaluation-log.csv",
                "model.safetensors",
                "parity.json",
                "parity.safetensors",
                "tokenizer.json",
                "tokenizer_config.json",
                "trained-for.json",
                "training-log.csv",
            ]);
        using var model = MoeModel.Open(folder.Path);
        model.MoeLayers.ShouldBe([1]);
        File.ReadAllLines(folder["training-log.csv"])
            .Select(line => string.Join(' ', line.Split(',')[^2..]))
            .ShouldBe(["device seed", "cpu 1"]);
        var scores = File.ReadAllLines(folder["evaluation-log.csv"]);
        scores[0]
            .ShouldBe(
                "step,tokens,setting,mini_arc_challenge,mini_arc_easy,mini_boolq,mini_openbookqa,mini_rte,mini_winogrande,mean"
            );
        scores.Skip(1).Select(line => line.Split(',')[2]).ShouldBe(["k=2", "k=1"]);
    }
}
