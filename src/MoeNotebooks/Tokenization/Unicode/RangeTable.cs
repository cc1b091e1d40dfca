namespace MoeNotebooks.Tokenization.Unicode;

/// <summary>Named ranges of code points, from a table of the assembly.</summary>
internal sealed class RangeTable
{
    private readonly Dictionary<string, (int Low, int High)[]> _ranges;

    private RangeTable(string table) =>
        _ranges = UnicodeData
            .Lines(table)
            .ToDictionary(
                fields => fields[0],
                fields => fields[1..].Select(Range).ToArray(),
                StringComparer.OrdinalIgnoreCase
            );

    /// <summary>The scripts that tokenizer files name, such as <c>\p{Han}</c>.</summary>
    public static RangeTable Scripts { get; } = new("scripts");

    /// <summary>What components of the reference take from older tables of Unicode.</summary>
    public static RangeTable Components { get; } = new("components");

    /// <summary>Ranges of code points, ascending; null where there is no such name.</summary>
    public IReadOnlyList<(int Low, int High)>? Named(string name) => _ranges.GetValueOrDefault(name);

    private static (int Low, int High) Range(string text) =>
        text.Split('-') switch
        {
            [var low, var high] => (UnicodeData.Point(low), UnicodeData.Point(high)),
            _ => (UnicodeData.Point(text), UnicodeData.Point(text)),
        };
}
