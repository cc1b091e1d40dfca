namespace MoeNotebooks.Paper;

/// <summary>
/// A row of table 3 or 4: throughput for one split of a request into input and output tokens, at concurrency 512.
/// </summary>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens generated.</param>
/// <param name="TokensPerSecond">Throughput.</param>
public sealed record TokenSplitRow(int InputTokens, int OutputTokens, double TokensPerSecond);
