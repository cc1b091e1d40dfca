namespace MoeNotebooks.Verdicts;

/// <summary>A row of the table that compares allocations with the full model.</summary>
/// <param name="Policy">The allocation.</param>
/// <param name="Experts">Active experts of each MoE layer.</param>
/// <param name="MeanExperts">Their mean.</param>
/// <param name="Accuracy">The six-task mean in percent.</param>
/// <param name="StandardError">Its standard error in points; <see langword="null"/> where a task has fewer than two items.</param>
/// <param name="Difference">Change against the full model in points.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference.</param>
/// <param name="High">Upper end of that interval.</param>
/// <param name="CorrectedP">The paired bootstrap's p-value after Holm's correction.</param>
/// <param name="Verdict">What may be claimed: better, worse or indistinguishable.</param>
public sealed record AllocationResult(
    string Policy,
    string Experts,
    double MeanExperts,
    double Accuracy,
    double? StandardError,
    double Difference,
    double Low,
    double High,
    double CorrectedP,
    string Verdict);
