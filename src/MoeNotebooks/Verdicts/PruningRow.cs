using System.ComponentModel;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// A row of the table that compares pruned models with the full one and with the soft count's of the same size.
/// </summary>
/// <param name="Criterion">What the kept experts were chosen by; for chance, the mean over all draws.</param>
/// <param name="KeptPercent">Experts kept, of all.</param>
/// <param name="Accuracy">The mean over the tasks in percent.</param>
/// <param name="StandardError">Its standard error in points, by clusters; <see langword="null"/> where it stands for
/// several draws, or a task has fewer than two items.</param>
/// <param name="Loss">Change against the full model in points.</param>
/// <param name="LossLow95">Lower end of its 95 % interval, corrected for the number of rows.</param>
/// <param name="LossHigh95">Upper end.</param>
/// <param name="VsSoftCount">Change against the soft count with as many experts, in points, question by
/// question.</param>
/// <param name="Low95">Lower end of its 95 % interval, corrected for the number of rows.</param>
/// <param name="High95">Upper end.</param>
/// <param name="CorrectedP">The paired bootstrap's p-value of that change after Holm's correction.</param>
/// <param name="Finding">What may be claimed against the soft count: better, worse, non-inferior or undecided.</param>
public sealed record PruningRow(
    string Criterion,
    double KeptPercent,
    double Accuracy,
    double? StandardError,
    [property: DisplayName("Against the full model")] double Loss,
    [property: DisplayName("low (95 %, corrected)")] double LossLow95,
    [property: DisplayName("high (95 %, corrected)")] double LossHigh95,
    [property: DisplayName("Against soft count")] double VsSoftCount,
    [property: DisplayName("Low (95 %, corrected)")] double Low95,
    [property: DisplayName("High (95 %, corrected)")] double High95,
    [property: DisplayName("p (corrected)")] double CorrectedP,
    string Finding
)
{
    /// <summary>Change of the right answer's margin over the best wrong one against the soft count, in nats: a graded
    /// measure, which sees smaller differences.</summary>
    [DisplayName("Margin against soft count (nats)")]
    public double MarginChange { get; init; }

    /// <summary>What may be claimed of that change.</summary>
    [DisplayName("Finding by margin")]
    public string MarginFinding { get; init; } = string.Empty;
}
