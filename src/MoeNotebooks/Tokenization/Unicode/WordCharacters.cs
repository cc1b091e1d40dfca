using System.Globalization;
using System.Text;

namespace MoeNotebooks.Tokenization.Unicode;

/// <summary>What the reference's regular expressions call a word character.</summary>
internal static class WordCharacters
{
    /// <summary>The inside of a class for Rust's notion, which has the joiners too, in Oniguruma's syntax.</summary>
    public const string WithJoiners = @"\w\x{200C}\x{200D}";

    /// <summary>Circled letters, which Unicode counts as alphabetic though their category is symbol.</summary>
    public static readonly (int Low, int High)[] CircledLetters =
    [
        (0x24B6, 0x24E9),
        (0x1F130, 0x1F149),
        (0x1F150, 0x1F169),
        (0x1F170, 0x1F189),
    ];

    /// <summary>
    /// Superscripts and fractions of Latin-1: Oniguruma counts them for <c>\w</c> by itself, and not for one inside a
    /// class.
    /// </summary>
    public static readonly (int Low, int High)[] LatinNumbers = [(0xB2, 0xB3), (0xB9, 0xB9), (0xBC, 0xBE)];

    /// <summary>Whether Rust counts a character as one.</summary>
    public static bool Contain(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is <= UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation
        || rune.Value is 0x200C or 0x200D
        || CircledLetters.Any(range => rune.Value >= range.Low && rune.Value <= range.High);
}
