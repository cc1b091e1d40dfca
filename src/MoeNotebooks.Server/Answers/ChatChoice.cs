using System.Text.Json.Serialization;

namespace MoeNotebooks.Server.Answers;

/// <summary>One answer of a chat: a message, or what is added to it.</summary>
internal sealed record ChatChoice(int Index, ChatLogprobs? Logprobs, string? FinishReason)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatText? Message { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatText? Delta { get; init; }

    /// <summary>Base64 of NumPy's format, [tokens run, MoE layers, k]: vLLM's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RoutedExperts { get; init; }
}
