using MoeNotebooks.Errors;

namespace MoeNotebooks.Tokenization;

/// <summary>The special tokens put around a text, and the rule behind them in words.</summary>
internal sealed record BosPlan(SpecialTemplate Template, string Rule)
{
    /// <summary>Settles the rule.</summary>
    /// <param name="mode">What the user asked for.</param>
    /// <param name="template">What the file's post-processor adds.</param>
    /// <param name="bosId">The BOS token, if one is known.</param>
    /// <param name="bosText">Its text.</param>
    /// <param name="addBosToken">What <c>tokenizer_config.json</c> says.</param>
    /// <param name="path">The tokenizer file, for errors.</param>
    public static BosPlan Decide(
        BosMode mode,
        SpecialTemplate template,
        int? bosId,
        string? bosText,
        bool? addBosToken,
        string path
    )
    {
        switch (mode)
        {
            case BosMode.Never:
                return new(
                    template with
                    {
                        Before = template.Before.Where(id => id != bosId).ToList(),
                    },
                    "never: no BOS"
                );
            case BosMode.Always:
                return new(WithBos(), $"always: {bosText} (id {bosId}) begins every sequence");
            case BosMode.Auto when template.Before.Count > 0:
                return new(template, $"auto: the post-processor of tokenizer.json adds {bosText} (id {bosId})");
            case BosMode.Auto when addBosToken == true:
                return new(
                    WithBos(),
                    $"auto: add_bos_token of tokenizer_config.json is true, {bosText} (id {bosId}) is prefixed"
                );
            case BosMode.Auto:
                return new(
                    template,
                    addBosToken is null
                        ? "auto: neither the post-processor of tokenizer.json nor tokenizer_config.json adds a BOS"
                        : "auto: add_bos_token of tokenizer_config.json is false, no BOS"
                );
            default:
                throw new MoeUsageException("--bos", $"'{mode}' is none of auto, never, always");
        }

        SpecialTemplate WithBos()
        {
            var id = bosId
                ?? throw new MoeDataException(
                    path,
                    "bos_token",
                    "a BOS is asked for, but no file names one",
                    "Name it in tokenizer_config.json, or use --bos never"
                );
            return template.Before.FirstOrDefault(-1) == id
                ? template
                : template with
                {
                    Before = [id, .. template.Before],
                };
        }
    }
}
