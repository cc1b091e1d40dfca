namespace MoeNotebooks.Evaluation;

/// <summary>How one question was answered.</summary>
/// <param name="Index">Its place in the evaluated split, from 0.</param>
/// <param name="Choices">The likelihood of each choice.</param>
/// <param name="Accuracy">1 where the likeliest choice is the right one, else 0; NaN where a likelihood is not a
/// number.</param>
/// <param name="AccuracyNorm">The same by likelihood per code point of the choice; <see langword="null"/> where the
/// task has no such metric.</param>
public sealed record ItemResult(
    int Index,
    IReadOnlyList<LikelihoodResult> Choices,
    double Accuracy,
    double? AccuracyNorm
)
{
    /// <summary>
    /// What the question is about; questions of one label are one draw. <see langword="null"/> where it stands alone.
    /// </summary>
    public string? Cluster { get; init; }

    /// <summary>The right choice's place; <see langword="null"/> where it is not known.</summary>
    public int? Gold { get; init; }

    /// <summary>The item's value in a measure; NaN where it has none.</summary>
    /// <param name="measure">The measure.</param>
    public double In(Measure measure) =>
        (measure, Gold) switch
        {
            (Measure.Accuracy, _) => Accuracy,
            (_, null) => double.NaN,
            (Measure.LogLikelihood, { } gold) => Choices[gold].LogLikelihood,
            (_, { } gold) => Choices[gold].LogLikelihood
                - Choices.Where((_, choice) => choice != gold).Max(choice => choice.LogLikelihood),
        };
}
