using System.Text.Json.Serialization;

namespace MoeNotebooks.Server.Answers;

/// <summary>One answer of a completion, or a piece of it.</summary>
internal sealed record CompletionChoice(int Index, string Text, CompletionLogprobs? Logprobs, string? FinishReason)
{
    /// <summary>Base64 of NumPy's format, [tokens run, MoE layers, k]: vLLM's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RoutedExperts { get; init; }
}
