using System.Text;
using System.Text.RegularExpressions;

namespace MoeNotebooks.Training;

/// <summary>The byte-level alphabet and pre-tokeniser of GPT-2, as a Hugging Face <c>ByteLevel</c> component does it.</summary>
internal static partial class ByteLevel
{
    private static readonly char[] Letters = MakeLetters();

    /// <summary>One printable character for each byte.</summary>
    public static IReadOnlyList<char> Alphabet => Letters;

    /// <summary>Words with the space before them, numbers, punctuation, white space.</summary>
    public static IEnumerable<string> Words(string text) => Pattern().Matches(text).Select(m => m.Value);

    /// <summary>A word in the byte-level alphabet.</summary>
    public static string Spell(string word) => string.Concat(Encoding.UTF8.GetBytes(word).Select(b => Letters[b]));

    // printable Latin-1 stands for itself; the other bytes get the characters from 256 on, in order
    private static char[] MakeLetters()
    {
        var letters = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
        {
            letters[b] = (char)(b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? b : next++);
        }

        return letters;
    }

    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Pattern();
}
