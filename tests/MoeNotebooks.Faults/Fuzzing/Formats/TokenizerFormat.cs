using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>tokenizer.json: built, and used on a text with a bit of everything.</summary>
internal sealed class TokenizerFormat : FuzzFormat
{
    private const string Text = "ab  a'S 12\n<s>A\U0001F600\ud800 à";

    public override IReadOnlyList<byte[]> Examples => TokenizerExamples.All;

    /// <summary>A pattern may be compiled into code.</summary>
    public override long Constant => 64 << 20;

    public override void Use(byte[] input)
    {
        var tokenizer = TokenizerJson.Build(
            JsonPart.Parse("fuzz", input),
            new TokenizerSettings(null, null, null, null, null, null),
            BosMode.Auto
        );
        var ids = tokenizer.Encode(Text, addSpecialTokens: true);
        tokenizer.Decode([0, 1, 5, 6, 7, 99], skipSpecialTokens: true);
        var stream = tokenizer.Stream(skipSpecialTokens: false);
        var pieces = string.Concat(ids.Select(stream.Append)) + stream.Finish();
        Require(
            pieces == tokenizer.Decode(ids, skipSpecialTokens: false),
            "decoding piece by piece gives another text"
        );
    }
}
