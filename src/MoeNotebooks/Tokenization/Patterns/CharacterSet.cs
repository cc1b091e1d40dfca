using System.Text;
using MoeNotebooks.Tokenization.Unicode;

namespace MoeNotebooks.Tokenization.Patterns;

/// <summary>What a class matches: whole general categories, and ranges of code points.</summary>
internal sealed class CharacterSet
{
    private readonly List<(int Low, int High)> _ranges = [];
    private uint _categories;

    public CharacterSet Add(uint categories)
    {
        _categories |= categories;
        return this;
    }

    public CharacterSet Add(int low, int high)
    {
        _ranges.Add((low, high));
        return this;
    }

    public CharacterSet Add(IEnumerable<(int Low, int High)> ranges)
    {
        _ranges.AddRange(ranges);
        return this;
    }

    /// <summary>Adds all code points outside of ranges, which ascend.</summary>
    public CharacterSet AddAllBut(IEnumerable<(int Low, int High)> ranges)
    {
        var next = 0;
        foreach (var (low, high) in ranges)
        {
            AddSome(next, low - 1);
            next = high + 1;
        }

        AddSome(next, 0x10FFFF);
        return this;
    }

    public bool Contains(int point) =>
        (_categories & UnicodeClass.Of(point)) != 0
        || _ranges.Exists(range => point >= range.Low && point <= range.High);

    /// <summary>Adds what is one with a member without case.</summary>
    public void IgnoreCase()
    {
        var missing = CaseFolding
            .Classes.Where(points => points.Any(Contains))
            .SelectMany(points => points.Where(point => !Contains(point)))
            .Order()
            .ToList();
        for (int start = 0, end = 0; start < missing.Count; start = ++end)
        {
            while (end + 1 < missing.Count && missing[end + 1] == missing[end] + 1)
            {
                end++;
            }

            Add(missing[start], missing[end]);
        }
    }

    /// <summary>Writes the inside of a .NET class.</summary>
    public void Write(StringBuilder into, ShadowAlphabet shadow)
    {
        UnicodeClass.Append(into, _categories, shadow);
        foreach (var (low, high) in _ranges)
        {
            shadow.Note(low, high);
            shadow.AppendCodePoints(into, low, high);
        }
    }

    private void AddSome(int low, int high)
    {
        if (low <= high)
        {
            Add(low, high);
        }
    }
}
