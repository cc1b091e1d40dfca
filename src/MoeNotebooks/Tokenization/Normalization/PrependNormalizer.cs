namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>Puts text before every piece that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public override string Apply(string text, ref bool atStart) => text.Length == 0 ? text : prefix + text;
}
