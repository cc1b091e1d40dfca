namespace MoeNotebooks.Tokenization.PreTokenization;

/// <summary>One step that splits pieces of text further; a merge of the model never crosses a piece's edge.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Splits one piece, which is not empty, into pieces that are not empty.</summary>
    public abstract void Split(Piece piece, List<Piece> into);

    /// <summary>Applies steps in order, each to every piece that the former one left.</summary>
    public static List<Piece> Run(IReadOnlyList<PreTokenizer> steps, Piece piece)
    {
        List<Piece> pieces = piece.Length == 0 ? [] : [piece];
        foreach (var step in steps)
        {
            var next = new List<Piece>(pieces.Count);
            foreach (var one in pieces)
            {
                step.Split(one, next);
            }

            pieces = next;
        }

        return pieces;
    }
}
