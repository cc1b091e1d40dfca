namespace MoeNotebooks.Models;

/// <summary>A sequence's share of a pass in which the new tokens of several sequences lie one after another.</summary>
/// <param name="Tokens">How many of the tokens are its own.</param>
/// <param name="Own">What they may see: the sequence's own cache.</param>
internal readonly record struct SequencePart(int Tokens, AttentionContext Own);
