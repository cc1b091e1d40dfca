using MoeNotebooks.Tokenization.Patterns;

namespace MoeNotebooks.Tokenization.PreTokenization;

/// <summary>Splits as GPT-2 does, if asked to, and writes every byte as one visible character.</summary>
internal sealed class ByteLevelPreTokenizer(PatternMatcher? pattern, bool addPrefixSpace, bool writesBytes = true)
    : PreTokenizer
{
    private const string Words = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Reads the step.</summary>
    public static ByteLevelPreTokenizer Read(JsonPart part)
    {
        part.OnlyKnown("type", "add_prefix_space", "trim_offsets", "use_regex");
        var split = part.Optional("use_regex")?.Flag() ?? true;
        return new ByteLevelPreTokenizer(
            split ? PatternMatcher.FromText(part, Words) : null,
            part.Optional("add_prefix_space")?.Flag() ?? true
        );
    }

    /// <summary>The same splits without writing bytes, for a model that takes text and does so itself.</summary>
    public ByteLevelPreTokenizer SplitOnly() => new(pattern, addPrefixSpace, writesBytes: false);

    public override void Split(Piece piece, List<Piece> into)
    {
        var text =
            addPrefixSpace && piece.Text[0] != ' ' ? Piece.Whole(" " + piece.Text.ToString(), piece.AtStart) : piece;
        var first = into.Count;
        if (pattern is null)
        {
            into.Add(text);
        }
        else
        {
            new SplitPreTokenizer(pattern, SplitBehavior.Isolated).Split(text, into);
        }

        for (var i = first; writesBytes && i < into.Count; i++)
        {
            into[i] = Piece.Whole(ByteAlphabet.Write(into[i].Text), into[i].AtStart);
        }
    }
}
