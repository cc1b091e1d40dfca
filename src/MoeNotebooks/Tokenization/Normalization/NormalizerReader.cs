using System.Text;

namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>Reads the <c>normalizer</c> of a tokenizer file.</summary>
internal static class NormalizerReader
{
    /// <summary>Reads the steps; none where the field is absent.</summary>
    public static IReadOnlyList<Normalizer> Read(JsonPart? part) => part is null ? [] : ReadOne(part.Value).ToList();

    private static IEnumerable<Normalizer> ReadOne(JsonPart part)
    {
        var type = part.Required("type").Text();
        switch (type)
        {
            case "Sequence":
                part.OnlyKnown("type", "normalizers");
                return part.Required("normalizers").Items().SelectMany(ReadOne);
            case "NFC" or "NFD" or "NFKC" or "NFKD":
                part.OnlyKnown("type");
                return [new FormNormalizer(Form(type))];
            case "Lowercase":
                part.OnlyKnown("type");
                return [new LowercaseNormalizer()];
            case "StripAccents":
                part.OnlyKnown("type");
                return [new StripAccentsNormalizer()];
            case "Strip":
                part.OnlyKnown("type", "strip_left", "strip_right");
                return [new StripNormalizer(part.Required("strip_left").Flag(), part.Required("strip_right").Flag())];
            case "Prepend":
                part.OnlyKnown("type", "prepend");
                return [new PrependNormalizer(part.Required("prepend").Text())];
            case "Replace":
                return [ReplaceNormalizer.Read(part)];
            case "ByteLevel":
                part.OnlyKnown("type");
                return [new ByteLevelNormalizer()];
            default:
                throw part.Error(
                    $"the normalizer '{Errors.ErrorText.Name(type)}' is not supported",
                    "Supported: ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Prepend, Replace, Sequence, Strip, StripAccents"
                );
        }
    }

    private static NormalizationForm Form(string type) =>
        type switch
        {
            "NFC" => NormalizationForm.FormC,
            "NFD" => NormalizationForm.FormD,
            "NFKC" => NormalizationForm.FormKC,
            _ => NormalizationForm.FormKD,
        };
}
