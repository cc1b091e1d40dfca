using System.Text.Json.Serialization;

namespace MoeNotebooks.Server.Answers;

/// <summary>The answer of <c>/v1/completions</c>, whole or a piece of a stream.</summary>
internal sealed record CompletionAnswer(
    string Id,
    string Object,
    long Created,
    string Model,
    IReadOnlyList<CompletionChoice> Choices
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }
}
