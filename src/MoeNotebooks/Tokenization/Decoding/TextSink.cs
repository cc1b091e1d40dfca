using System.Text;

namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>The last stage: collects the text.</summary>
internal sealed class TextSink() : DecoderStage(null)
{
    private readonly StringBuilder _text = new();

    public override void Push(string text, bool isWhole) => _text.Append(text);

    /// <summary>Takes what has come since the last call.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
