namespace MoeNotebooks.Evaluation.Packing;

/// <summary>A sequence inside a row.</summary>
/// <param name="Index">Which of the distinct requests it is.</param>
/// <param name="Nodes">The nodes whose output predicts the targets.</param>
/// <param name="Targets">The tokens predicted, one per node.</param>
internal sealed record PackedSequence(int Index, ArraySegment<int> Nodes, int[] Targets);
