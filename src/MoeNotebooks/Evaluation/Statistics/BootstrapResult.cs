namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>What a paired bootstrap says about the difference of two means over tasks.</summary>
/// <param name="Difference">Candidate minus baseline, the plain mean over tasks, a fraction.</param>
/// <param name="StandardError">The standard deviation of the resampled differences.</param>
/// <param name="Low">Lower end of the 95 % percentile interval, for this one comparison.</param>
/// <param name="High">Upper end of that interval.</param>
/// <param name="PValue">Two-sided p-value of "no difference", before any correction for how many were tried.</param>
public sealed record BootstrapResult(double Difference, double StandardError, double Low, double High, double PValue)
{
    /// <summary>Clusters of questions that were drawn; as many as questions where each stands alone.</summary>
    public int Clusters { get; init; }

    /// <summary>The smallest p-value that so few changed answers, or so many resamples, can give.</summary>
    public double LeastPValue { get; init; } = 1;
}
