using MoeNotebooks.Pruning;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>A pruned model's results.</summary>
/// <param name="Model">The model.</param>
/// <param name="Point">Its results, one per task, with every item.</param>
public sealed record PrunedPoint(PrunedModel Model, SweepPoint Point);
