namespace MoeNotebooks.Checkpoints;

/// <summary>A weight that holds numbers no model computes well with.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="NotANumber">How many of its elements are NaN.</param>
/// <param name="Infinite">How many of its elements are infinite.</param>
internal sealed record UnhealthyTensor(string Name, long NotANumber, long Infinite);
