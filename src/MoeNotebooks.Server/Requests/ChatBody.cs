namespace MoeNotebooks.Server.Requests;

/// <summary>The body of <c>/v1/chat/completions</c>.</summary>
internal sealed record ChatBody : GenerationBody
{
    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public bool? Logprobs { get; init; }

    public int? TopLogprobs { get; init; }
}
