using System.Text;

namespace MoeNotebooks.Tokenization.Patterns;

/// <summary>
/// Sets of general categories as bits, numbered as <see cref="System.Globalization.UnicodeCategory"/> is.
/// </summary>
internal static class UnicodeClass
{
    public const uint Letter = 0x1F,
        Mark = 7u << 5,
        DecimalDigit = 1u << 8,
        Number = 7u << 8,
        Separator = 7u << 11;
    public const uint Punctuation = 0x7Fu << 18,
        Symbol = 15u << 25,
        All = (1u << 30) - 1;

    // With letter numbers and connectors
    public const uint Word = Letter | Mark | DecimalDigit | (1u << 9) | (1u << 18);
    private const uint PrivateUse = 1u << 17,
        Other = (0xFu << 14) | (1u << 29);
    private const string Short = "LuLlLtLmLoMnMcMeNdNlNoZsZlZpCcCfCsCoPcPdPsPePiPfPoSmScSkSoCn";

    /// <summary>The bits of a property name in lower case, or null where it is not one of categories.</summary>
    public static uint? Named(string name) =>
        name switch
        {
            "l" or "letter" => Letter,
            "lc" => 7u,
            "m" or "mark" => Mark,
            "n" or "number" => Number,
            "z" or "separator" => Separator,
            "p" or "punctuation" or "punct" => Punctuation,
            "s" or "symbol" => Symbol,
            "c" or "other" => Other,
            "any" => All,
            "digit" => DecimalDigit,
            _ => One(name),
        };

    /// <summary>Appends the members of a class: plain characters by category, the others by their stand-ins.</summary>
    public static void Append(StringBuilder into, uint categories, ShadowAlphabet shadow)
    {
        var rest = categories & ~PrivateUse; // a private-use character is always matched by a stand-in
        foreach (
            var (bits, name) in (ReadOnlySpan<(uint, char)>)
                [(Letter, 'L'), (Mark, 'M'), (Number, 'N'), (Separator, 'Z'), (Punctuation, 'P'), (Symbol, 'S')]
        )
        {
            if ((rest & bits) == bits)
            {
                into.Append("\\p{").Append(name).Append('}');
                rest &= ~bits;
            }
        }

        for (var i = 0; i < 30; i++)
        {
            if ((rest >> i & 1) == 1)
            {
                into.Append("\\p{").Append(Short, 2 * i, 2).Append('}');
            }
        }

        shadow.AppendCategories(into, categories);
    }

    /// <summary>The bits of a code point's category.</summary>
    public static uint Of(int point) => 1u << (int)System.Globalization.CharUnicodeInfo.GetUnicodeCategory(point);

    private static uint? One(string name)
    {
        var index =
            name.Length == 2
                ? Short.IndexOf($"{char.ToUpperInvariant(name[0])}{name[1]}", StringComparison.Ordinal)
                : -1;
        return index >= 0 && index % 2 == 0 ? 1u << (index / 2) : null;
    }
}
