using System.Globalization;
using System.Text;

namespace MoeNotebooks.Tokenization.Patterns;

/// <summary>
/// Stands one private-use character in for every code point beyond .NET's reach, so that a pattern sees whole
/// characters.
/// </summary>
/// <remarks>
/// .NET's regular expressions work on UTF-16 units, in which an astral letter is two surrogates and no letter; the
/// reference works on code points. Text is therefore matched in a shadow: astral and private-use code points become
/// <c>U+E000 + 30 * interval + category</c>, where the intervals are those that the pattern's own ranges tell apart.
/// The pattern's classes are written to match.
/// </remarks>
internal sealed class ShadowAlphabet
{
    private const int Categories = 30,
        First = 0xE000,
        Last = 0xF8FF,
        Astral = 0x10000,
        End = 0x110000;
    private readonly SortedSet<int> _cuts = [];
    private int[] _boundaries = [];

    /// <summary>Whether more ranges were noted than there are private-use characters for.</summary>
    public bool IsFull => (_cuts.Count + 1) * Categories > Last - First + 1;

    /// <summary>Whether text must be matched in its shadow.</summary>
    public static bool IsNeeded(ReadOnlySpan<char> text) => text.IndexOfAnyInRange('\uD800', (char)Last) >= 0;

    /// <summary>First pass over a pattern: remembers a range of code points that it names.</summary>
    public void Note(int low, int high)
    {
        foreach (var cut in (ReadOnlySpan<int>)[low, high + 1])
        {
            if (cut is (> First and <= Last + 1) or >= Astral and < End)
            {
                _cuts.Add(cut);
            }
        }
    }

    /// <summary>Ends the first pass.</summary>
    public void Freeze() => _boundaries = [.. _cuts];

    /// <summary>The shadow of a text and, for each of its characters and its end, the index in the text.</summary>
    public (string Shadow, int[] Positions) Map(ReadOnlySpan<char> text)
    {
        var shadow = new StringBuilder(text.Length);
        var positions = new List<int>(text.Length + 1);
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            shadow.Append(StandIn(rune.Value));
            positions.Add(position);
            position += rune.Utf16SequenceLength;
        }

        positions.Add(position);
        return (shadow.ToString(), positions.ToArray());
    }

    /// <summary>Appends to a character class what stands for the categories of a bit set.</summary>
    public void AppendCategories(StringBuilder into, uint categories)
    {
        for (var interval = 0; interval <= _boundaries.Length; interval++)
        {
            for (var low = 0; low < Categories; low++)
            {
                if ((categories >> low & 1) == 0)
                {
                    continue;
                }

                var high = low;
                while (high + 1 < Categories && (categories >> (high + 1) & 1) == 1)
                {
                    high++;
                }

                AppendRange(into, First + (interval * Categories) + low, First + (interval * Categories) + high);
                low = high;
            }
        }
    }

    /// <summary>Appends to a character class a range of code points.</summary>
    public void AppendCodePoints(StringBuilder into, int low, int high)
    {
        AppendPlain(into, low, Math.Min(high, First - 1));
        AppendPlain(into, Math.Max(low, Last + 1), Math.Min(high, Astral - 1));
        AppendShadow(into, Math.Max(low, First), Math.Min(high, Last));
        AppendShadow(into, Math.Max(low, Astral), Math.Min(high, End - 1));
    }

    /// <summary>Appends a range of UTF-16 units in a form that is safe inside a class.</summary>
    private static void AppendRange(StringBuilder into, int low, int high)
    {
        into.Append(CultureInfo.InvariantCulture, $"\\u{low:X4}");
        if (high > low)
        {
            into.Append(CultureInfo.InvariantCulture, $"-\\u{high:X4}");
        }
    }

    private static void AppendPlain(StringBuilder into, int low, int high)
    {
        if (low <= high)
        {
            AppendRange(into, low, high);
        }
    }

    private void AppendShadow(StringBuilder into, int low, int high)
    {
        if (low <= high)
        {
            AppendRange(
                into,
                First + (Interval(low) * Categories),
                First + (Interval(high) * Categories) + Categories - 1
            );
        }
    }

    private char StandIn(int point) =>
        point is >= Astral or (>= First and <= Last)
            ? (char)(First + (Interval(point) * Categories) + (int)CharUnicodeInfo.GetUnicodeCategory(point))
            : (char)point;

    private int Interval(int point)
    {
        var index = Array.BinarySearch(_boundaries, point);
        return index >= 0 ? index + 1 : ~index;
    }
}
