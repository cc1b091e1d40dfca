using System.Text;
using MoeNotebooks.Tokenization.Unicode;

namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>Unicode's normalisation forms.</summary>
internal sealed class FormNormalizer(NormalizationForm form) : Normalizer
{
    public override string Apply(string text, ref bool atStart) => UnicodeForms.Normalize(text, form);
}
