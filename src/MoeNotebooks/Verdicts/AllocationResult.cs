using System.ComponentModel;

namespace MoeNotebooks.Verdicts;

/// <summary>A row of the table that compares allocations with the full model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Policy">The allocation.</param>
/// <param name="Experts">Active experts of each MoE layer.</param>
/// <param name="MeanExperts">Their mean.</param>
/// <param name="Accuracy">The six-task mean in percent.</param>
/// <param name="StandardError">Its standard error in points, by clusters; <see langword="null"/> where a task has fewer
/// than two items.</param>
/// <param name="Difference">Change against the full model in points.</param>
/// <param name="DifferenceError">The change's standard error: smaller than the accuracy's, because both models answer
/// the same questions.</param>
/// <param name="CorrectedLow95">Lower end of the difference's 95 % interval; all rows' hold together
/// (Bonferroni).</param>
/// <param name="CorrectedHigh95">Upper end of that interval.</param>
/// <param name="CorrectedP">The paired bootstrap's p-value after Holm's correction.</param>
/// <param name="SmallestSeen">The smallest true difference that this comparison finds in four cases of five, in
/// points.</param>
/// <param name="Finding">What may be claimed: better, worse, non-inferior or undecided.</param>
public sealed record AllocationResult(
    string Model,
    string Policy,
    string Experts,
    double MeanExperts,
    double Accuracy,
    double? StandardError,
    double Difference,
    [property: DisplayName("Its standard error")] double DifferenceError,
    [property: DisplayName("Low (95 %, corrected)")] double CorrectedLow95,
    [property: DisplayName("High (95 %, corrected)")] double CorrectedHigh95,
    [property: DisplayName("p (corrected)")] double CorrectedP,
    [property: DisplayName("Smallest seen")] double SmallestSeen,
    string Finding
);
