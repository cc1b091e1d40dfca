using System.Text.Json;
using System.Text.Json.Serialization;
using MoeNotebooks.Files;

namespace MoeNotebooks.Tokenization;

/// <summary>The ids of texts, as <c>moe tokenize</c> writes them.</summary>
/// <param name="Ids">Without special tokens; one list a text.</param>
/// <param name="IdsSpecial">With special tokens; one list a text.</param>
/// <param name="BosRule">Whether and why a BOS token is among the special tokens.</param>
/// <param name="TextsWithSpecialTokens">Index of each text whose author wrote a special token's name, which was parsed
/// as that token.</param>
internal sealed record TokenizedTexts(
    [property: JsonPropertyName("ids")] IReadOnlyList<IReadOnlyList<int>> Ids,
    [property: JsonPropertyName("ids_special")] IReadOnlyList<IReadOnlyList<int>> IdsSpecial,
    [property: JsonPropertyName("bos_rule")] string BosRule,
    [property: JsonPropertyName("texts_with_special_tokens")] IReadOnlyList<int> TextsWithSpecialTokens
)
{
    /// <summary>Encodes texts.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="texts">The texts.</param>
    public static TokenizedTexts Encode(ITokenizer tokenizer, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(texts);
        return new TokenizedTexts(
            texts.Select(text => tokenizer.Encode(text, addSpecialTokens: false)).ToList(),
            texts.Select(text => tokenizer.Encode(text, addSpecialTokens: true)).ToList(),
            tokenizer.BosRule,
            Enumerable.Range(0, texts.Count).Where(i => tokenizer.SpecialTokensIn(texts[i]).Count > 0).ToList()
        );
    }

    /// <summary>Reads <c>{"texts": ["...", ...]}</c>; half of a surrogate pair becomes U+FFFD.</summary>
    /// <param name="path">A JSON file.</param>
    public static IReadOnlyList<string> ReadTexts(string path)
    {
        var root = JsonPart.ReadFile(path);
        return root.Required("texts").Items().Select(item => item.LenientText()).ToList();
    }

    /// <summary>Writes the result as one JSON object.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) =>
        AtomicFile.Write(path, stream =>
            JsonSerializer.Serialize(stream, this, TokenizedTextsJson.Default.TokenizedTexts)
        );
}
