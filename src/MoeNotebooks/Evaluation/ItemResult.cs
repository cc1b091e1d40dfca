namespace MoeNotebooks.Evaluation;

/// <summary>How one question was answered.</summary>
/// <param name="Index">Its place in the evaluated split, from 0.</param>
/// <param name="Choices">The likelihood of each choice.</param>
/// <param name="Accuracy">1 where the likeliest choice is the right one, else 0; NaN where a likelihood is not a number.</param>
/// <param name="AccuracyNorm">The same by likelihood per code point of the choice; <see langword="null"/> where the task has no such metric.</param>
public sealed record ItemResult(int Index, IReadOnlyList<LikelihoodResult> Choices, double Accuracy, double? AccuracyNorm)
{
    /// <summary>What the question is about; questions of one label are one draw. <see langword="null"/> where it stands alone.</summary>
    public string? Cluster { get; init; }
}
