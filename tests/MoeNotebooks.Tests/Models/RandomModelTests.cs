using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>Models without files, for measurements.</summary>
public sealed class RandomModelTests
{
    [Theory]
    [InlineData("deepseek_v2")]
    [InlineData("mixtral")]
    public void Equal_seeds_give_equal_models_of_a_size_that_numbers_keep(string family)
    {
        using var scope = NewDisposeScope();
        var config = TinyModel.Parse(TinyModel.Config(family));
        using MoeModel one = MoeModel.Random(config, seed: 5),
            same = MoeModel.Random(config, seed: 5),
            other = MoeModel.Random(config, seed: 6);
        var ids = tensor(new long[] { 1, 2, 3, 40 }, [1, 4]);
        var logits = one.Forward(ids);
        logits.equal(same.Forward(ids)).all().item<bool>().ShouldBeTrue();
        logits.equal(other.Forward(ids)).all().item<bool>().ShouldBeFalse();
        // rows of variance 1 / columns on a normed vector: each logit is drawn from a normal distribution of deviation
        // 1
        logits.select(1, 0).square().mean().sqrt().item<float>().ShouldBe(1, 0.25);
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_is_allocated()
    {
        var config = TinyModel.Parse(TinyModel.Config());
        var error = Should.Throw<MoeUsageException>(() =>
            MoeModel.Random(config, new ModelOptions { MemoryBudget = 4 * new ModelSize(config.WithLayers(2)).Total })
        );
        error.Message.ShouldContain("Use --layers 2 or fewer");
        Should
            .Throw<MoeUsageException>(() => MoeModel.Random(config, new ModelOptions { MemoryBudget = 10 }))
            .Message.ShouldContain("Use a smaller model");
    }

    [Fact]
    public void It_has_no_checkpoint_and_says_so()
    {
        using var model = MoeModel.Random(TinyModel.Parse(TinyModel.Config()));
        Should
            .Throw<MoeUsageException>(() => model.Checkpoint)
            .Message.ShouldContain("random weights and no checkpoint");
        Should.Throw<MoeUsageException>(() => model.Tokenizer);
    }

    [Fact]
    public void Fewer_layers_are_the_first_ones()
    {
        var config = TinyModel.Parse(TinyModel.Config());
        var (two, moe) = (config.WithLayers(2), config.WithLayers(2).MoeLayers);
        (two.Layers, moe.Count).ShouldBe((2, 1));
        Should.Throw<MoeUsageException>(() => config.WithLayers(4)).Message.ShouldContain("layers: is 4");
        Should.Throw<MoeUsageException>(() => config.WithLayers(0));
    }
}
