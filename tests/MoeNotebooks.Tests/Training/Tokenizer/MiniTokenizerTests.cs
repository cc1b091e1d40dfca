using MoeNotebooks.Tokenization;
using MoeNotebooks.Training;
using MoeNotebooks.Training.Export;
using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Tokenizer;

namespace MoeNotebooks.Tests.Training.Tokenizer;

public sealed class MiniTokenizerTests
{
    private static readonly World Shipped = MiniRecipe.World();
    private static readonly MiniTokenizer Own = MiniRecipe.Tokenizer();

    [Fact]
    public void The_file_read_back_gives_the_same_ids_and_texts()
    {
        using var folder = new TemporaryFolder();
        TokenizerFiles.Write(Own, 256, folder.Path);
        var read = TokenizerJson.Load(folder.Path);
        var texts = new TrainingTexts(Shipped, new Random(1));
        foreach (
            var text in Enumerable
                .Range(0, 300)
                .Select(_ => string.Concat(texts.Next().Select(s => s.Text)))
                .Append("Été 12 ☃ don't  stop\n\n")
        )
        {
            read.Encode(text, addSpecialTokens: false).ShouldBe(Own.Encode(text), text);
            read.Encode(text, addSpecialTokens: true).ShouldBe([0, .. Own.Encode(text)], text);
            read.Decode(Own.Encode(text), skipSpecialTokens: true).ShouldBe(text);
        }
    }

    public static TheoryData<string> Models => [.. MiniRecipe.All.Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_shipped_tokenizer_is_what_the_recipe_learns(string model)
    {
        using var folder = new TemporaryFolder();
        TokenizerFiles.Write(Own, HuggingFaceExport.LongestText, folder.Path);
        foreach (var name in new[] { "tokenizer.json", "tokenizer_config.json" })
        {
            File.ReadAllText(folder[name])
                .ShouldBe(File.ReadAllText(Path.Combine(Shared.Repository, "data", "models", model, name)), name);
        }
    }

    [Fact]
    public void Pieces_of_a_text_encode_as_the_whole_does()
    {
        var texts = new TrainingTexts(Shipped, new Random(2));
        for (var i = 0; i < 300; i++)
        {
            var text = texts.Next();
            text.SelectMany(s => Own.Encode(s.Text)).ShouldBe(Own.Encode(string.Concat(text.Select(s => s.Text))));
        }
    }

    [Fact]
    public void Words_of_the_world_are_one_token_and_names_several()
    {
        Own.Vocabulary.Count.ShouldBeInRange(MiniRecipe.VocabularySize - 31, MiniRecipe.VocabularySize);
        WorldTables.Properties.SelectMany(p => p.Values).ShouldAllBe(v => Own.Encode(" " + v).Count == 1);
        WorldTables.Strangers.ShouldAllBe(name => Own.Encode(" " + name).Count == 1);
        Shipped.Entities.Average(e => Own.Encode(" " + e.Name).Count).ShouldBeInRange(2, 2.5);
    }
}
