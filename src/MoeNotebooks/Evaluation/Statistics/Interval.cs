namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>An interval of a difference.</summary>
/// <param name="Low">Its lower end, a fraction.</param>
/// <param name="High">Its upper end, a fraction.</param>
public readonly record struct Interval(double Low, double High);
