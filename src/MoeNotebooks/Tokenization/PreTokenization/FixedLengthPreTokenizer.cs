namespace MoeNotebooks.Tokenization.PreTokenization;

/// <summary>Cuts pieces of a fixed number of characters.</summary>
internal sealed class FixedLengthPreTokenizer(int length) : PreTokenizer
{
    public override void Split(Piece piece, List<Piece> into)
    {
        var (start, position, characters) = (0, 0, 0);
        foreach (var rune in piece.Text.EnumerateRunes())
        {
            if (characters == length)
            {
                into.Add(piece.Part(start, position));
                (start, characters) = (position, 0);
            }

            position += rune.Utf16SequenceLength;
            characters++;
        }

        into.Add(piece.Part(start, piece.Length));
    }
}
