namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>Writes every byte of the text's UTF-8 as one visible character.</summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    public override string Apply(string text, ref bool atStart) => ByteAlphabet.Write(text);
}
