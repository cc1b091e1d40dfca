using System.Globalization;

namespace MoeNotebooks.Tokenization.Patterns;

/// <summary>Reads a pattern character by character: escapes and the words in braces.</summary>
internal sealed class PatternReader(string pattern)
{
    public int Position { get; private set; }

    public bool AtEnd => Position >= pattern.Length;

    public char PeekNext => Position + 1 < pattern.Length ? pattern[Position + 1] : (char)0;

    public char Peek => AtEnd ? (char)0 : pattern[Position];

    public bool Take(string text)
    {
        if (!pattern.AsSpan(Position).StartsWith(text))
        {
            return false;
        }

        Position += text.Length;
        return true;
    }

    /// <summary>Takes one code point.</summary>
    public int TakePoint()
    {
        if (AtEnd)
        {
            throw new PatternSyntaxException("the pattern ends too early");
        }

        var point = char.IsSurrogatePair(pattern, Position)
            ? char.ConvertToUtf32(pattern, Position)
            : pattern[Position];
        Position += point > 0xFFFF ? 2 : 1;
        return point;
    }

    /// <summary>Takes what lies before an end mark, and the mark.</summary>
    public string TakeUntil(char end)
    {
        var stop = pattern.IndexOf(end, Position);
        if (stop < 0)
        {
            throw new PatternSyntaxException($"the '{end}' is missing");
        }

        var text = pattern[Position..stop];
        Position = stop + 1;
        return text;
    }

    /// <summary>What lies before an end mark, or null where there is none.</summary>
    public string? PeekUntil(char end)
    {
        var stop = pattern.IndexOf(end, Position);
        return stop < 0 ? null : pattern[Position..stop];
    }

    /// <summary>Takes an escape that names one character; the backslash is taken already.</summary>
    public int TakeEscapedPoint()
    {
        var c = TakePoint();
        return c switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => '\u001b',
            '0' => 0,
            'u' => Hex(4),
            'x' => Take("{") ? Hex(TakeUntil('}')) : Hex(2),
            >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '1' and <= '9' => throw new PatternSyntaxException(
                $"the escape '\\{(char)c}' is not supported"
            ),
            _ => c,
        };
    }

    private int Hex(int length)
    {
        if (Position + length > pattern.Length)
        {
            throw new PatternSyntaxException("the pattern ends inside an escape");
        }

        var text = pattern.Substring(Position, length);
        Position += length;
        return Hex(text);
    }

    private static int Hex(string text) =>
        int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)
        && point is >= 0 and < 0x110000
            ? point
            : throw new PatternSyntaxException($"'{text}' is not a code point in hexadecimal");
}
