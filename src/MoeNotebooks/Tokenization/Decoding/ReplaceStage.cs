using System.Text;
using MoeNotebooks.Tokenization.Patterns;

namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>Replaces every match of a pattern in every token.</summary>
internal sealed class ReplaceStage(PatternMatcher pattern, string content, DecoderStage next) : DecoderStage(next)
{
    private readonly StringBuilder _fused = new();

    /// <summary>A match may cross the parts of a fused token, which therefore waits for its end.</summary>
    public override void Push(string text, bool isWhole)
    {
        if (isWhole || pattern.IsOneCharacter)
        {
            Next.Push(pattern.Replace(text, content), isWhole);
        }
        else
        {
            _fused.Append(text);
        }
    }

    public override void Finish()
    {
        if (_fused.Length > 0)
        {
            Next.Push(pattern.Replace(_fused.ToString(), content), isWhole: false);
            _fused.Clear();
        }

        base.Finish();
    }
}
