using System.ComponentModel;

namespace MoeNotebooks.Verdicts;

/// <summary>A criterion against chance on one model, as a row of a table.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="KeptPercent">Experts kept, of all.</param>
/// <param name="Questions">Questions that both answered.</param>
/// <param name="Draws">Random choices, among which the questions are shared.</param>
/// <param name="Accuracy">The criterion's mean over the tasks, in percent.</param>
/// <param name="Chance">The same of the random choices, the mean over all draws.</param>
/// <param name="Difference">Criterion minus chance, question by question, in points.</param>
/// <param name="StandardError">Its standard error: what as many new questions and as many new draws would
/// change.</param>
/// <param name="Low95">Lower end of its 95 % interval.</param>
/// <param name="High95">Upper end.</param>
/// <param name="P">The two-sided p-value of "no difference".</param>
/// <param name="Spread">The standard deviation of the draws' true accuracies, in points: what is left of their spread
/// when the noise of their questions is taken off.</param>
/// <param name="Above">Draws below the criterion on the questions that they answered.</param>
/// <param name="Beats">Whether the criterion beats chance: yes, no (a lead of a point is ruled out) or
/// undecided.</param>
/// <param name="Margin">Criterion minus chance in the right answer's margin over the best wrong one, in nats.</param>
/// <param name="MarginLow95">Lower end of its 95 % interval.</param>
/// <param name="MarginHigh95">Upper end.</param>
public sealed record ChanceRow(
    string Model,
    double KeptPercent,
    int Questions,
    int Draws,
    double Accuracy,
    double Chance,
    double Difference,
    double StandardError,
    [property: DisplayName("low (95 %)")] double Low95,
    [property: DisplayName("high (95 %)")] double High95,
    double P,
    [property: DisplayName("Spread of draws")] double Spread,
    [property: DisplayName("Above draws")] int Above,
    [property: DisplayName("Beats chance")] string Beats,
    [property: DisplayName("Margin (nats)")] double Margin,
    [property: DisplayName("margin low (95 %)")] double MarginLow95,
    [property: DisplayName("margin high (95 %)")] double MarginHigh95
);
