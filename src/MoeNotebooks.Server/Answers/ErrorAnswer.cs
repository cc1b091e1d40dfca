namespace MoeNotebooks.Server.Answers;

/// <summary>What a refused request is told.</summary>
internal sealed record ErrorAnswer(ErrorBody Error);
