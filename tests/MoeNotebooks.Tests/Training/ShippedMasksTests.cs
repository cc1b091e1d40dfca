using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training;

/// <summary>The masks beside the mini model are what its card says: soft counts over the shipped sample, and three draws.</summary>
public sealed class ShippedMasksTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository, "data", "models", "mini-softmax");

    [Theory]
    [InlineData(48)]
    [InlineData(32)]
    [InlineData(16)]
    public void They_are_what_the_criteria_choose(int keep)
    {
        using var model = MoeModel.Open(Folder);
        var tokenizer = TokenizerJson.Load(Folder);
        var texts = CalibrationTexts.Read(Path.Combine(Shared.Repository, "data", "mini", MiniWorldFiles.SampleName), tokenizer, longest: 256);
        (texts.Count, texts.Sum(text => text.Length)).ShouldBe((200, 9753));

        var counted = Calibration.Run(model, texts, cancellation: TestContext.Current.CancellationToken);
        ShouldAgree(Mask($"soft-count-{keep}"), new ByFormula(CriterionFormula.SoftCount, counted).Choose(model.Config, keep));
        for (var seed = 1; seed <= 3; seed++)
        {
            Mask($"random-{seed}-{keep}").ShouldBe(new ByChance(seed).Choose(model.Config, keep));
        }
    }

    private static ExpertMask Mask(string name)
    {
        var path = Path.Combine(Folder, "masks", name + ".json");
        return ExpertMask.Parse(path, File.ReadAllText(path));
    }

    // counts are sums of rounded weights: another processor may order two neighbours the other way
    private static void ShouldAgree(ExpertMask shipped, ExpertMask chosen)
    {
        chosen.Kept.Keys.ShouldBe(shipped.Kept.Keys);
        foreach (var (layer, kept) in shipped.Kept)
        {
            chosen.Kept[layer].Count.ShouldBe(kept.Count);
            chosen.Kept[layer].Except(kept).Count().ShouldBeLessThanOrEqualTo(1, $"layer {layer}");
        }
    }
}
