using System.Text;

namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>
/// Reads <see cref="ByteAlphabet"/> back into bytes and those into text; a character may span tokens.
/// </summary>
internal sealed class ByteLevelStage(DecoderStage next) : DecoderStage(next)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public override void Push(string text, bool isWhole) => Give(Bytes(text), flush: false);

    public override void Finish()
    {
        Give([], flush: true);
        base.Finish();
    }

    /// <summary>A token with any other character is plain text.</summary>
    private static byte[] Bytes(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (!ByteAlphabet.TryByte(text[i], out bytes[i]))
            {
                return Encoding.UTF8.GetBytes(text);
            }
        }

        return bytes;
    }

    private void Give(byte[] bytes, bool flush)
    {
        var chars = new char[_decoder.GetCharCount(bytes, flush)];
        _decoder.GetChars(bytes, chars, flush);
        if (chars.Length > 0)
        {
            Next.Push(new string(chars), isWhole: false);
        }
    }
}
