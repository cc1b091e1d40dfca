namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>Removes white space at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public override string Apply(string text, ref bool atStart)
    {
        var stripped = left ? text.TrimStart() : text;
        atStart &= stripped.Length == text.Length;
        return right ? stripped.TrimEnd() : stripped;
    }
}
