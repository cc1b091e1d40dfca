using System.Text.Json.Serialization;

namespace MoeNotebooks.Server.Answers;

/// <summary>The answer of <c>/v1/chat/completions</c>, whole or a piece of a stream.</summary>
internal sealed record ChatAnswer(
    string Id,
    string Object,
    long Created,
    string Model,
    IReadOnlyList<ChatChoice> Choices
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }
}
