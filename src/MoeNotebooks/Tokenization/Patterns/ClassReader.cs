using System.Text;
using MoeNotebooks.Tokenization.Unicode;

namespace MoeNotebooks.Tokenization.Patterns;

/// <summary>Reads a character class (<c>[...]</c>) or an escape that stands for one, and writes it for .NET.</summary>
internal sealed class ClassReader(PatternReader reader, ShadowAlphabet shadow)
{
    /// <summary>Reads a class after its opening bracket.</summary>
    public string ReadBracket()
    {
        var into = new StringBuilder(reader.Take("^") ? "[^" : "[");
        var first = true;
        while (first || reader.Peek != ']')
        {
            ReadItem(into);
            first = false;
        }

        reader.Take("]");
        return into.Append(']').ToString();
    }

    /// <summary>Reads an escape outside a class after its backslash; null where it is not one for a set of characters.</summary>
    public string? ReadEscape()
    {
        if (reader.Take("W"))
        {
            return AppendWord(new StringBuilder("[^")).Append(']').ToString();
        }

        var into = new StringBuilder("[");
        return TryReadSet(into) ? into.Append(']').ToString() : null;
    }

    /// <summary>Writes one code point so that .NET matches it or its stand-in.</summary>
    public string Literal(int point)
    {
        var into = new StringBuilder("[");
        AppendRange(into, point, point);
        return into.Append(']').ToString();
    }

    private void ReadItem(StringBuilder into)
    {
        if (reader.Peek == '[' || reader.Take("&&"))
        {
            throw new PatternSyntaxException("classes inside classes, [:names:] and intersections (&&) are not supported");
        }

        var escaped = reader.Take("\\");
        if (escaped && TryReadSet(into))
        {
            return;
        }

        var low = ReadPoint(escaped);
        var high = low;
        if (reader.Peek == '-' && reader.PeekNext != ']')
        {
            reader.Take("-");
            high = ReadPoint(reader.Take("\\"));
        }

        AppendRange(into, low, high);
    }

    private int ReadPoint(bool escaped) => !escaped ? reader.TakePoint() : reader.Take("b") ? '\b' : reader.TakeEscapedPoint();

    private void AppendRange(StringBuilder into, int low, int high)
    {
        if (high < low)
        {
            throw new PatternSyntaxException($"the range U+{low:X4}-U+{high:X4} is empty");
        }

        shadow.Note(low, high);
        shadow.AppendCodePoints(into, low, high);
    }

    private bool TryReadSet(StringBuilder into)
    {
        switch (reader.Peek)
        {
            case 's' or 'S': // no white space is astral or private-use
                into.Append('\\').Append((char)reader.TakePoint());
                return true;
            case 'd' or 'D':
                const uint Digit = UnicodeClass.DecimalDigit;
                UnicodeClass.Append(into, reader.TakePoint() == 'd' ? Digit : UnicodeClass.All & ~Digit, shadow);
                return true;
            case 'w':
                reader.TakePoint();
                AppendWord(into);
                return true;
            case 'p' or 'P':
                ReadProperty(into);
                return true;
            default:
                return false;
        }
    }

    private StringBuilder AppendWord(StringBuilder into)
    {
        UnicodeClass.Append(into, UnicodeClass.Word, shadow);
        foreach (var (low, high) in WordCharacters.CircledLetters)
        {
            AppendRange(into, low, high);
        }

        return into;
    }

    private void ReadProperty(StringBuilder into)
    {
        var negated = reader.TakePoint() == 'P';
        if (!reader.Take("{"))
        {
            throw new PatternSyntaxException("\\p without braces is not supported");
        }

        negated ^= reader.Take("^");
        var name = reader.TakeUntil('}');
        var set = UnicodeClass.Named(name)
            ?? throw new PatternSyntaxException($"the property \\p{{{name}}} is not supported (general categories are)");
        UnicodeClass.Append(into, negated ? UnicodeClass.All & ~set : set, shadow);
    }
}
