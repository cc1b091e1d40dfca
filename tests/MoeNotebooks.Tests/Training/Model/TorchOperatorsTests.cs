using MoeNotebooks.Training;
using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Model;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training.Model;

/// <summary>What a GPU runs, on the CPU, against the managed code.</summary>
[Collection("console")]
public sealed class TorchOperatorsTests
{
    private static readonly TrainingOptions Options = new() { Rows = 2, Length = 64 };

    private static MiniModelConfig Shape(MiniRouterKind router) =>
        new()
        {
            Vocabulary = MiniRecipe.VocabularySize,
            Hidden = 32,
            Layers = 3,
            DenseWidth = 64,
            Experts = 8,
            TopK = 2,
            ExpertWidth = 32,
            SharedWidth = 32,
            Heads = 2,
            KvRank = 32,
            Router = router,
            Groups = router == MiniRouterKind.Sigmoid ? 4 : 1,
            TopGroups = router == MiniRouterKind.Sigmoid ? 2 : 1,
        };

    [Theory]
    [InlineData(MiniRouterKind.Softmax)]
    [InlineData(MiniRouterKind.Sigmoid)]
    public void Loss_gradients_and_selection_bias_equal_the_managed_ones(MiniRouterKind router)
    {
        var shape = Shape(router);
        using var managed = new MiniModel(shape, seed: 3);
        using var torchs = new MiniModel(shape, seed: 3) { Operators = new TorchOperators(shape, CPU) };
        Batch[] shards =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(i =>
                    new BatchStream(MiniRecipe.World(), MiniRecipe.Tokenizer(), i, Options.Rows, Options.Length).Make(
                        1,
                        TextStage.Main
                    )
                ),
        ];
        var (expected, expectedLoss) = Run(managed, shards);
        var (actual, loss) = Run(torchs, shards);
        loss.ShouldBe(expectedLoss, 1e-5);
        foreach (var (name, gradient) in expected)
        {
            ((gradient - actual[name]).abs().max().item<float>() / gradient.abs().max().item<float>()).ShouldBeLessThan(
                1e-4f,
                name
            );
        }

        foreach (var (name, bias) in managed.SelectionBias)
        {
            torchs.SelectionBias[name].data<float>().ToArray().ShouldBe(bias.data<float>().ToArray());
        }
    }

    private static (Dictionary<string, Tensor>, double) Run(MiniModel model, Batch[] shards)
    {
        var gradients = new Dictionary<string, Tensor>();
        var loss = TrainingStep.Run(model, shards, Options, gradients);
        return (gradients, loss);
    }
}
