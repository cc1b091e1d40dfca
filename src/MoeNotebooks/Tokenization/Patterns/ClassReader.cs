using System.Text;
using MoeNotebooks.Tokenization.Unicode;

namespace MoeNotebooks.Tokenization.Patterns;

/// <summary>Reads a character class (<c>[...]</c>) or an escape that stands for one, and writes it for .NET.</summary>
internal sealed class ClassReader(PatternReader reader, ShadowAlphabet shadow)
{
    private static readonly (int Low, int High)[] Space =
    [
        (9, 13),
        (0x20, 0x20),
        (0x85, 0x85),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
    ];

    private static readonly (int Low, int High)[] Hexadecimal = [('0', '9'), ('A', 'F'), ('a', 'f')];

    /// <summary>Reads a class after its opening bracket.</summary>
    public string ReadBracket(bool ignoreCase)
    {
        var negated = reader.Take("^");
        var set = new CharacterSet();
        var first = true;
        while (first || reader.Peek != ']')
        {
            ReadItem(set);
            first = false;
        }

        reader.Take("]");
        if (ignoreCase)
        {
            set.IgnoreCase();
            RefuseExpanding(negated ? [] : CaseFolding.Expanding.Where(set.Contains));
        }

        return Write(set, negated);
    }

    /// <summary>
    /// Reads an escape outside a class after its backslash; null where it is not one for a set of characters.
    /// </summary>
    public string? ReadEscape() =>
        reader.Peek switch
        {
            'w' or 'W' => Word(negated: reader.TakePoint() == 'W'),
            _ => new CharacterSet() is var set && TryReadSet(set) ? Write(set, negated: false) : null,
        };

    /// <summary>A word character as it stands by itself: <c>\w</c>, and what <c>\b</c> lies between.</summary>
    public string Word(bool negated) =>
        Write(WordInClass(new CharacterSet()).Add(WordCharacters.LatinNumbers), negated);

    /// <summary>Writes one code point so that .NET matches it or its stand-in.</summary>
    public string Literal(int point, bool ignoreCase)
    {
        RefuseExpanding(ignoreCase ? CaseFolding.Expanding.Where(one => one == point) : []);
        return Write(
            new CharacterSet().Add((ignoreCase ? CaseFolding.Equal(point) : [point]).Select(one => (one, one))),
            negated: false
        );
    }

    /// <summary>Refuses what several characters also stand for without case.</summary>
    public static void RefuseExpanding(IEnumerable<int> points)
    {
        foreach (var point in points)
        {
            throw new PatternSyntaxException(
                $"without case, U+{point:X4} and several characters match each other, which is not supported"
            );
        }
    }

    private static CharacterSet WordInClass(CharacterSet set) =>
        set.Add(UnicodeClass.Word).Add(WordCharacters.CircledLetters);

    private string Write(CharacterSet set, bool negated)
    {
        var into = new StringBuilder(negated ? "[^" : "[");
        set.Write(into, shadow);
        return into.Append(']').ToString();
    }

    private void ReadItem(CharacterSet set)
    {
        if (reader.Peek == '[' || reader.Take("&&"))
        {
            throw new PatternSyntaxException(
                "classes inside classes, [:names:] and intersections (&&) are not supported"
            );
        }

        var escaped = reader.Take("\\");
        if (escaped && TryReadSet(set))
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

        if (high < low)
        {
            throw new PatternSyntaxException($"the range U+{low:X4}-U+{high:X4} is empty");
        }

        set.Add(low, high);
    }

    private int ReadPoint(bool escaped) =>
        !escaped ? reader.TakePoint()
        : reader.Take("b") ? '\b'
        : reader.TakeEscapedPoint();

    private bool TryReadSet(CharacterSet set)
    {
        if (reader.Peek is not ('s' or 'S' or 'd' or 'D' or 'h' or 'H' or 'w' or 'p' or 'P'))
        {
            return false;
        }

        _ = reader.TakePoint() switch
        {
            's' => set.Add(Space),
            'S' => set.AddAllBut(Space),
            'd' => set.Add(UnicodeClass.DecimalDigit),
            'D' => set.Add(UnicodeClass.All & ~UnicodeClass.DecimalDigit),
            'h' => set.Add(Hexadecimal),
            'H' => set.AddAllBut(Hexadecimal),
            'w' => WordInClass(set),
            var p => ReadProperty(set, negated: p == 'P'),
        };
        return true;
    }

    private CharacterSet ReadProperty(CharacterSet set, bool negated)
    {
        if (!reader.Take("{"))
        {
            throw new PatternSyntaxException("\\p without braces is not supported");
        }

        negated ^= reader.Take("^");
        var name = reader.TakeUntil('}');
        var plain = name.Replace("_", string.Empty, StringComparison.Ordinal)
            .Replace(" ", string.Empty, StringComparison.Ordinal)
            .ToLowerInvariant();
        if (UnicodeClass.Named(plain) is { } categories)
        {
            return set.Add(negated ? UnicodeClass.All & ~categories : categories);
        }

        var ranges = plain is "space" or "whitespace"
            ? Space
            : RangeTable.Scripts.Named(plain)
                ?? throw new PatternSyntaxException(
                    $"the property \\p{{{name}}} is not supported (general categories and common scripts are)"
                );
        return negated ? set.AddAllBut(ranges) : set.Add(ranges);
    }
}
