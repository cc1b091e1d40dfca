using System.Buffers;
using System.Text;

namespace MoeNotebooks.Tokenization;

/// <summary>The 256 visible characters that byte-level vocabularies write bytes with, as GPT-2 began.</summary>
internal static class ByteAlphabet
{
    private const int FirstExtra = 0x100;
    private static readonly char[] CharOfByte = MakeTable();
    private static readonly Dictionary<char, byte> ByteOfChar = CharOfByte
        .Select((c, b) => (c, b))
        .ToDictionary(p => p.c, p => (byte)p.b);

    /// <summary>The character of a byte.</summary>
    public static char Char(byte value) => CharOfByte[value];

    /// <summary>The byte of a character, if it is one of the alphabet.</summary>
    public static bool TryByte(char c, out byte value) => ByteOfChar.TryGetValue(c, out value);

    /// <summary>A text's UTF-8 in the alphabet.</summary>
    public static string Write(ReadOnlySpan<char> text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, bytes);
        var written = string.Create(length, bytes, static (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = CharOfByte[source[i]];
            }
        });
        ArrayPool<byte>.Shared.Return(bytes);
        return written;
    }

    /// <summary>
    /// Visible Latin-1 characters stand for themselves, the other bytes for the characters from U+0100 on.
    /// </summary>
    private static char[] MakeTable()
    {
        var table = new char[256];
        var extra = FirstExtra;
        for (var b = 0; b < 256; b++)
        {
            table[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : (char)extra++;
        }

        return table;
    }
}
