namespace MoeNotebooks.Tokenization;

/// <summary>What the files beside <c>tokenizer.json</c> say of it.</summary>
/// <param name="BosToken">The token that begins a sequence.</param>
/// <param name="EosToken">The token that ends one.</param>
/// <param name="BosId">Its id, where only the model's config names it.</param>
/// <param name="EosId">Its id, where only the model's config names it.</param>
/// <param name="AddBosToken"><c>add_bos_token</c> of <c>tokenizer_config.json</c>.</param>
/// <param name="ModelVocabulary"><c>vocab_size</c> of the model's config.</param>
internal sealed record TokenizerSettings(
    string? BosToken,
    string? EosToken,
    int? BosId,
    int? EosId,
    bool? AddBosToken,
    int? ModelVocabulary
)
{
    /// <summary>
    /// Reads what there is in a folder: <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c>,
    /// <c>config.json</c>.
    /// </summary>
    public static TokenizerSettings Read(string folder)
    {
        var own = Open(folder, "tokenizer_config.json");
        var map = Open(folder, "special_tokens_map.json");
        var model = Open(folder, "config.json");
        return new TokenizerSettings(
            Token(own, "bos_token") ?? Token(map, "bos_token"),
            Token(own, "eos_token") ?? Token(map, "eos_token"),
            Id(model, "bos_token_id"),
            Id(model, "eos_token_id"),
            own?.Optional("add_bos_token")?.Flag(),
            model?.Optional("vocab_size")?.Whole(1, int.MaxValue)
        );
    }

    private static JsonPart? Open(string folder, string name) =>
        File.Exists(Path.Combine(folder, name)) ? JsonPart.ReadFile(Path.Combine(folder, name)) : null;

    /// <summary>A token is written as its text or as an object that holds it.</summary>
    private static string? Token(JsonPart? file, string name) =>
        file?.Optional(name) is not { } part ? null
        : part.IsText ? part.Text()
        : part.Required("content").Text();

    /// <summary>A config may list several ids; the first is meant.</summary>
    private static int? Id(JsonPart? file, string name)
    {
        if (file?.Optional(name) is not { } part)
        {
            return null;
        }

        var first = part.IsList ? part.Items().Take(1).ToList() : [part];
        return first is [var id] ? id.Whole(0, int.MaxValue - 1) : null;
    }
}
