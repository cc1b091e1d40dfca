using System.Text.Json;
using System.Text.Json.Serialization;

namespace MoeNotebooks.Server.Requests;

/// <summary>
/// What completions and chats have in common. Fields are OpenAI's; those below <see cref="IgnoreEos"/> are vLLM's and
/// SGLang's.
/// </summary>
internal abstract record GenerationBody
{
    public string? Model { get; init; }

    public int? MaxTokens { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? N { get; init; }

    public bool? Stream { get; init; }

    public StreamOptions? StreamOptions { get; init; }

    /// <summary>A text, or a list of them.</summary>
    public JsonElement? Stop { get; init; }

    public long? Seed { get; init; }

    public bool? IgnoreEos { get; init; }

    public IReadOnlyList<int>? StopTokenIds { get; init; }

    public bool? ReturnRoutedExperts { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
