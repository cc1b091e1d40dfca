namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>
/// One step from tokens to text, which takes tokens as they come and holds back what later ones may still change.
/// </summary>
/// <remarks>
/// Decoding at once and decoding a stream run through the same stages, so that both give the same text.
/// </remarks>
internal abstract class DecoderStage(DecoderStage? next)
{
    /// <summary>The stage that takes what this one gives.</summary>
    protected DecoderStage Next => next!;

    /// <summary>Takes one token, or, after <see cref="FuseStage"/>, the next part of the one long token.</summary>
    /// <param name="text">The token's text.</param>
    /// <param name="isWhole">Whether it is a token of its own.</param>
    public abstract void Push(string text, bool isWhole);

    /// <summary>Says that no more will come.</summary>
    public virtual void Finish() => next?.Finish();
}
