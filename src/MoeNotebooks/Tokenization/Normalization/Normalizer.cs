namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>One step that rewrites text before it is split.</summary>
internal abstract class Normalizer
{
    /// <summary>Rewrites a piece of text.</summary>
    /// <param name="text">The piece.</param>
    /// <param name="atStart">Whether its first character is the first of the whole input; cleared where that character
    /// is removed.</param>
    public abstract string Apply(string text, ref bool atStart);
}
