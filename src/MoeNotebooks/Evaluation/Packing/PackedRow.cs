namespace MoeNotebooks.Evaluation.Packing;

/// <summary>One row of a batch: a tree, and for each of its sequences the nodes that predict its targets.</summary>
/// <param name="Tree">The tokens.</param>
/// <param name="Sequences">The sequences in it.</param>
internal sealed record PackedRow(TokenTree Tree, IReadOnlyList<PackedSequence> Sequences);
