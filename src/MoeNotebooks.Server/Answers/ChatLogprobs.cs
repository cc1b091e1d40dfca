namespace MoeNotebooks.Server.Answers;

/// <summary>Log-probabilities of a chat's tokens.</summary>
internal sealed record ChatLogprobs(IReadOnlyList<ChatToken> Content);
