namespace MoeNotebooks.Evaluation;

/// <summary>What a scorer can take.</summary>
/// <param name="MaxLength">Tokens the model takes: of context and continuation the last <c>MaxLength + 1</c> stay, for
/// the very last is only predicted. <see langword="null"/> if nothing is cut.</param>
/// <param name="LongestRow">Tokens that can be computed at once; <see langword="null"/> for no such limit.</param>
public readonly record struct ScoringLimits(int? MaxLength, int? LongestRow = null);
