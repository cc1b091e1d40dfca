using System.Text.RegularExpressions;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Training.Tokenizer;

/// <summary>The letters and the pre-tokeniser of GPT-2, as a Hugging Face <c>ByteLevel</c> component does it.</summary>
internal static partial class ByteLevel
{
    /// <summary>One printable character for each byte.</summary>
    public static IEnumerable<char> Letters => Enumerable.Range(0, 256).Select(b => ByteAlphabet.Char((byte)b));

    /// <summary>Words with the space before them, numbers, punctuation, white space.</summary>
    public static IEnumerable<string> Words(string text) => Pattern().Matches(text).Select(m => m.Value);

    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Pattern();
}
