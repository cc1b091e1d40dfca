using MoeNotebooks.Inference;
using MoeNotebooks.Models;

namespace MoeNotebooks.Tests.Inference;

/// <summary>Text as it comes, up to a stop text.</summary>
public sealed class StoppingDecoderTests
{
    private const string Text = "Question: What is the bedrut covered with?\nAnswer: fur";

    [Theory]
    [InlineData("covered")]
    [InlineData("?\nAns")]
    [InlineData("fur")]
    [InlineData("never there")]
    [InlineData("Question")]
    [InlineData("furry")] // its beginning is held back to the end
    public void What_comes_is_all_before_the_stop_text_however_tokens_cut_it(string stop)
    {
        using var model = MoeModel.Open("mini-softmax");
        var decoder = new StoppingDecoder(model.Tokenizer, [stop, "nor this"]);
        var (given, before) = (string.Empty, Text.IndexOf(stop, StringComparison.Ordinal));
        foreach (var id in model.Tokenizer.Encode(Text, addSpecialTokens: true))
        {
            given += decoder.Append(id);
            (before >= 0 && given.Length > before).ShouldBeFalse(); // nothing of it was given
        }

        (given + decoder.Finish()).ShouldBe(before < 0 ? Text : Text[..before]);
        decoder.IsStopped.ShouldBe(before >= 0);
    }

    [Fact]
    public void Of_two_stop_texts_the_one_that_comes_first_counts()
    {
        using var model = MoeModel.Open("mini-softmax");
        var decoder = new StoppingDecoder(model.Tokenizer, ["with", "bedrut"]);
        var given =
            string.Concat(model.Tokenizer.Encode(Text, addSpecialTokens: true).Select(decoder.Append))
            + decoder.Finish();
        given.ShouldBe("Question: What is the ");
    }
}
