namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>Lower case, character by character, in no language.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    /// <summary>The dotted capital I is the one character whose lower case is two.</summary>
    public override string Apply(string text, ref bool atStart) =>
        text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
}
