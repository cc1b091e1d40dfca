namespace MoeNotebooks.Server.Answers;

/// <summary>Log-probabilities as the old completions API gives them: lists of one entry per token.</summary>
internal sealed record CompletionLogprobs(
    List<string> Tokens,
    List<double?> TokenLogprobs,
    List<Dictionary<string, double>?> TopLogprobs,
    List<int> TextOffset
);
