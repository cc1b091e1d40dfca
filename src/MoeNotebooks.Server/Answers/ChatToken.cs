using System.Text.Json.Serialization;

namespace MoeNotebooks.Server.Answers;

/// <summary>A token of a chat, its text's UTF-8 bytes and the likeliest at its place.</summary>
internal sealed record ChatToken(string Token, double Logprob, IReadOnlyList<int> Bytes)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChatToken>? TopLogprobs { get; init; }
}
