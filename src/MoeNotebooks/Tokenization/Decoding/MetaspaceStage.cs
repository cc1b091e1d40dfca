namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>Writes metaspaces as spaces again; those of the first token are what encoding prefixed, and go.</summary>
internal sealed class MetaspaceStage(char replacement, bool dropsFirst, DecoderStage next) : DecoderStage(next)
{
    private bool _begun;

    public override void Push(string text, bool isWhole)
    {
        var drops = dropsFirst && !_begun;
        _begun |= isWhole;
        Next.Push(
            drops
                ? text.Replace(replacement.ToString(), string.Empty, StringComparison.Ordinal)
                : text.Replace(replacement, ' '),
            isWhole
        );
    }
}
