namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>Puts a space between tokens: what a file without a decoder means.</summary>
internal sealed class JoinStage(DecoderStage next) : DecoderStage(next)
{
    private bool _begun;

    public override void Push(string text, bool isWhole)
    {
        Next.Push(_begun ? " " + text : text, isWhole);
        _begun = true;
    }
}
