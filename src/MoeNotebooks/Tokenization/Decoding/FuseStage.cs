namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>Makes one token of all.</summary>
internal sealed class FuseStage(DecoderStage next) : DecoderStage(next)
{
    public override void Push(string text, bool isWhole) => Next.Push(text, isWhole: false);
}
