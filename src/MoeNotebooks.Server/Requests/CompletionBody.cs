using System.Text.Json;

namespace MoeNotebooks.Server.Requests;

/// <summary>The body of <c>/v1/completions</c>.</summary>
internal sealed record CompletionBody : GenerationBody
{
    /// <summary>A text, token ids, or a list of either.</summary>
    public JsonElement? Prompt { get; init; }

    public int? Logprobs { get; init; }

    public bool? Echo { get; init; }
}
