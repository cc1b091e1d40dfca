namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>Writes end-of-word suffixes as spaces, the last token's as nothing.</summary>
internal sealed class SuffixStage(string suffix, DecoderStage next) : DecoderStage(next)
{
    private string? _last;
    private bool _lastIsWhole;

    public override void Push(string text, bool isWhole)
    {
        Give(" ");
        (_last, _lastIsWhole) = (text, isWhole);
    }

    public override void Finish()
    {
        Give(string.Empty);
        _last = null;
        base.Finish();
    }

    private void Give(string replacement)
    {
        if (_last is not null)
        {
            Next.Push(_last.Replace(suffix, replacement, StringComparison.Ordinal), _lastIsWhole);
        }
    }
}
