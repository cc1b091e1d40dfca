using System.Collections.Frozen;
using System.Text;
using MoeNotebooks.Tokenization.Unicode;

namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>Removes combining marks: those of Unicode 9.0, as the reference does.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    private static readonly Lazy<FrozenSet<int>> Marks = new(() =>
        RangeTable
            .Components.Named("Marks")!
            .SelectMany(range => Enumerable.Range(range.Low, range.High - range.Low + 1))
            .ToFrozenSet()
    );

    public override string Apply(string text, ref bool atStart)
    {
        var kept = new StringBuilder(text.Length);
        var first = true;
        foreach (var rune in text.EnumerateRunes())
        {
            var isMark = Marks.Value.Contains(rune.Value);
            atStart &= !(first && isMark);
            first = false;
            kept.Append(isMark ? string.Empty : rune.ToString());
        }

        return kept.ToString();
    }
}
