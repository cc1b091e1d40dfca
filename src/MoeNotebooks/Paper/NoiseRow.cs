namespace MoeNotebooks.Paper;

/// <summary>How far rows that name one and the same configuration lie apart, in points.</summary>
/// <param name="Experts">The active experts of every layer in these rows.</param>
/// <param name="Task">A task, or "average".</param>
/// <param name="Lowest">The lowest of the repeated values.</param>
/// <param name="Highest">The highest.</param>
/// <param name="StandardDeviation">The sample standard deviation over the repeats.</param>
public sealed record NoiseRow(int Experts, string Task, double Lowest, double Highest, double StandardDeviation)
{
    /// <summary>Highest minus lowest.</summary>
    public double Spread => Highest - Lowest;
}
