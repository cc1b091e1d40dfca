namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>Python's idea of white space and of a string's length, which lm-eval's numbers rest on.</summary>
internal static class PythonText
{
    /// <summary>Python's <c>str.strip()</c>.</summary>
    /// <param name="text">The text.</param>
    public static string Strip(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = 0;
        while (start < text.Length && IsSpace(text[start]))
        {
            start++;
        }

        return text[start..^TrailingSpaces(text.AsSpan(start))];
    }

    /// <summary>
    /// How many UTF-16 units of white space <paramref name="text"/> ends in, as <c>str.rstrip()</c> removes them.
    /// </summary>
    /// <param name="text">The text.</param>
    public static int TrailingSpaces(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && IsSpace(text[^(count + 1)]))
        {
            count++;
        }

        return count;
    }

    /// <summary>Python's <c>len(str)</c>: Unicode code points.</summary>
    /// <param name="text">The text.</param>
    public static int Length(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length - text.Zip(text.Skip(1)).Count(pair => char.IsSurrogatePair(pair.First, pair.Second));
    }

    /// <summary>Python's <c>str.isspace()</c>: .NET's white space and the four separators U+001C to U+001F.</summary>
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';
}
