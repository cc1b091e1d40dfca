using System.Buffers;
using System.Text;
using MoeNotebooks.Tokenization.Unicode;

namespace MoeNotebooks.Tokenization;

/// <summary>Finds added tokens in text: the leftmost, and of those at one place the longest.</summary>
internal sealed class AddedTokenSplitter
{
    private readonly SearchValues<string> _any;
    private readonly Dictionary<char, (string Text, AddedToken Token)[]> _byFirst;

    /// <param name="tokens">The text to look for, which normalisation may have changed, and its token; a later one
    /// replaces an earlier.</param>
    public AddedTokenSplitter(IReadOnlyCollection<(string Text, AddedToken Token)> tokens)
    {
        _any = SearchValues.Create(tokens.Select(t => t.Text).ToArray(), StringComparison.Ordinal);
        _byFirst = tokens
            .GroupBy(t => t.Text[0])
            .ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Text.Length).ToArray());
    }

    /// <summary>
    /// Cuts a text into added tokens and what lies between; the parts' offsets may leave stripped white space out.
    /// </summary>
    public IEnumerable<(int Start, int End, AddedToken? Token)> Split(string text)
    {
        var done = 0;
        foreach (var (start, token, length) in Find(text))
        {
            var (from, to) = (start, start + length);
            if (token.SingleWord && (EndsWithWord(text.AsSpan(0, from)) || StartsWithWord(text.AsSpan(to))))
            {
                continue;
            }

            if (token.StripsLeft)
            {
                from = Math.Max(text.AsSpan(0, from).TrimEnd().Length, done);
            }

            if (token.StripsRight)
            {
                to = text.Length - text.AsSpan(to).TrimStart().Length;
            }

            if (done < from)
            {
                yield return (done, from, null);
            }

            yield return (from, to, token);
            done = to;
        }

        if (done < text.Length)
        {
            yield return (done, text.Length, null);
        }
    }

    private IEnumerable<(int Start, AddedToken Token, int Length)> Find(string text)
    {
        var position = 0;
        while (text.AsSpan(position).IndexOfAny(_any) is >= 0 and var offset)
        {
            position += offset;
            var (found, token) = _byFirst[text[position]]
                .First(t => text.AsSpan(position).StartsWith(t.Text, StringComparison.Ordinal));
            yield return (position, token, found.Length);
            position += found.Length;
        }
    }

    private static bool EndsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && WordCharacters.Contain(rune);

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && WordCharacters.Contain(rune);
}
