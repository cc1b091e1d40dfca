namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>Removes up to so many of one character at the start and at the end of every token.</summary>
internal sealed class StripStage(char content, int start, int stop, DecoderStage next) : DecoderStage(next)
{
    private string _held = string.Empty;
    private int _stripped;
    private bool _begun;

    public override void Push(string text, bool isWhole)
    {
        if (isWhole)
        {
            (_stripped, _begun) = (0, false);
            Next.Push(StripEnd(StripStart(text)), isWhole: true);
            return;
        }

        var rest = StripStart(text);
        if (rest.Length == 0)
        {
            return;
        }

        rest = _held + rest;
        var kept = rest.Length - Trailing(rest);
        _held = rest[kept..];
        Next.Push(rest[..kept], isWhole: false);
    }

    public override void Finish()
    {
        Next.Push(StripEnd(_held), isWhole: false);
        _held = string.Empty;
        base.Finish();
    }

    /// <summary>Counts across the parts of a fused token, afresh for a token of its own.</summary>
    private string StripStart(string text)
    {
        var from = 0;
        while (!_begun && _stripped < start && from < text.Length && text[from] == content)
        {
            from++;
            _stripped++;
        }

        _begun |= from < text.Length;
        return text[from..];
    }

    private int Trailing(string text)
    {
        var count = 0;
        while (count < stop && count < text.Length && text[^(count + 1)] == content)
        {
            count++;
        }

        return count;
    }

    private string StripEnd(string text) => text[..^Trailing(text)];
}
