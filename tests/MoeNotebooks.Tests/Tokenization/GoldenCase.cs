using System.Text.Json;
using System.Text.Json.Serialization;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>One text of a reference file with what Hugging Face's library made of it.</summary>
internal sealed record GoldenCase(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("ids")] int[] Ids,
    [property: JsonPropertyName("ids_special")] int[] IdsSpecial,
    [property: JsonPropertyName("decoded")] string Decoded,
    [property: JsonPropertyName("decoded_all")] string? DecodedAll
)
{
    public static IReadOnlyList<GoldenCase> Read(string path) =>
        JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("cases").Deserialize<GoldenCase[]>()!;
}
