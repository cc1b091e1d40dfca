using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Verdicts;

/// <summary>A way to use fewer experts against the same number everywhere at exactly its predicted cost.</summary>
/// <param name="Way">The way.</param>
/// <param name="Control">What it is compared with, in words.</param>
/// <param name="Comparison">Answer by answer, corrected for all pairs that were compared together.</param>
public sealed record BeyondPair(BeyondPoint Way, string Control, Comparison Comparison);
