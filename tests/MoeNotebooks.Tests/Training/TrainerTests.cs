using MoeNotebooks.Errors;
using MoeNotebooks.Training;
using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Tokenizer;
using TorchSharp;

namespace MoeNotebooks.Tests.Training;

/// <summary>
/// One at a time with the tests of commands that train: a trainer sets the process's number of threads, on which sums
/// depend.
/// </summary>
[Collection("console")]
public sealed class TrainerTests
{
    private static readonly World Shipped = MiniRecipe.World();
    private static readonly MiniTokenizer Tokenizer = MiniRecipe.Tokenizer();
    private static readonly TrainingOptions Short = new()
    {
        Tokens = 3_000,
        Rows = 2,
        WarmUp = 3,
    };

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
    public void A_run_that_was_killed_and_resumed_equals_an_uninterrupted_one()
    {
        using var folder = new TemporaryFolder();
        using var whole = New(Short);
        while (!whole.Finished)
        {
            whole.Advance();
        }

        whole.Step.ShouldBe(6);
        using (var killed = New(Short))
        {
            killed.Advance();
            killed.Advance();
            killed.Save(folder["checkpoint.safetensors"]);
            killed.Advance(); // lost
        }

        using var resumed = New(Short);
        resumed.Load(folder["checkpoint.safetensors"]);
        resumed.Step.ShouldBe(2);
        while (!resumed.Finished)
        {
            resumed.Advance();
        }

        resumed.Tokens.ShouldBe(whole.Tokens);
        foreach (var (name, expected) in whole.Model.Parameters)
        {
            resumed.Model.Parameters[name].bytes.SequenceEqual(expected.bytes).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void The_loss_falls_and_no_tensor_is_left_behind()
    {
        using var trainer = New(Short with { Tokens = 20_000, MuonRate = 0.02, AdamRate = 3e-3 });
        var first = trainer.Advance();
        var tensors = LiveTensors.Settled();
        var last = 0.0;
        while (!trainer.Finished)
        {
            last = trainer.Advance();
        }

        last.ShouldBeLessThan(first - 1);
        torch.Tensor.TotalCount.ShouldBe(tensors);
    }

    [Fact]
    public void A_checkpoint_of_a_run_with_other_options_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var one = New(Short);
        one.Save(folder["checkpoint.safetensors"]);
        using var other = New(Short with { MuonRate = 0.5 });
        Should
            .Throw<MoeUsageException>(() => other.Load(folder["checkpoint.safetensors"]))
            .Message.ShouldContain("MuonRate = 0.004");
    }

    private static Trainer New(TrainingOptions options) => new(options, Shipped, Tokenizer, Small);
}
