using System.Globalization;
using System.Text;

namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>Removes combining marks.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    public override string Apply(string text, ref bool atStart)
    {
        var kept = new StringBuilder(text.Length);
        var first = true;
        foreach (var rune in text.EnumerateRunes())
        {
            var isMark = Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
            atStart &= !(first && isMark);
            first = false;
            kept.Append(isMark ? string.Empty : rune.ToString());
        }

        return kept.ToString();
    }
}
