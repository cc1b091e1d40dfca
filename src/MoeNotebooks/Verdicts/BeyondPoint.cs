using System.ComponentModel;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// One way to use fewer experts: what it costs, measured on the mini world, and what it gains, predicted and measured.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Family">Which kind of way it is.</param>
/// <param name="Name">The way.</param>
/// <param name="Experts">Experts per token, the mean over the MoE layers, counted.</param>
/// <param name="Distinct">Distinct experts of a decode step, counted.</param>
/// <param name="Accuracy">Mean accuracy in percent.</param>
/// <param name="StandardError">Its standard error in points.</param>
/// <param name="Difference">Points against the trained model.</param>
/// <param name="CorrectedP">The paired test's p-value, corrected for all ways tried.</param>
/// <param name="Finding">What may be claimed of it.</param>
/// <param name="StepMilliseconds">A decode step of the served model with the same shares of its experts,
/// predicted.</param>
/// <param name="Speedup">Times the trained model's predicted speed.</param>
/// <param name="MeasuredSpeedup">Times the trained model's tokens per second on this machine, measured on the mini
/// model itself; <see langword="null"/> where nobody timed it.</param>
public sealed record BeyondPoint(
    string Model,
    string Family,
    string Name,
    double Experts,
    double Distinct,
    double Accuracy,
    [property: DisplayName("Standard error")] double? StandardError,
    double Difference,
    [property: DisplayName("p (corrected)")] double CorrectedP,
    string Finding,
    [property: DisplayName("Step (ms, predicted)")] double StepMilliseconds,
    [property: DisplayName("Speedup (predicted)")] double Speedup,
    [property: DisplayName("Speedup (measured here)")] double? MeasuredSpeedup
);
