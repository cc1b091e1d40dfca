
namespace MoeNotebooks.Results;

/// <summary>A model's accuracies under many allocations, with what is needed to compare it with another model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Kind">Where its numbers come from.</param>
/// <param name="Trained">Active experts that it was trained with.</param>
/// <param name="Baseline">The full model's accuracy in percent.</param>
/// <param name="Points">The allocations.</param>
public sealed record AccuracyCurve(string Name, ResultKind Kind, int Trained, double Baseline, IReadOnlyList<AccuracyPoint> Points);
