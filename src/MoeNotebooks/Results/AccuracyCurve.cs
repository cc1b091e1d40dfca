namespace MoeNotebooks.Results;

/// <summary>
/// A model's accuracies under many allocations, with what is needed to compare it with another model.
/// </summary>
/// <param name="Name">The model.</param>
/// <param name="Kind">Where its numbers come from.</param>
/// <param name="Trained">Active experts that it was trained with.</param>
/// <param name="Baseline">The full model's accuracy in percent.</param>
/// <param name="Points">The allocations.</param>
public sealed record AccuracyCurve(
    string Name,
    ResultKind Kind,
    int Trained,
    double Baseline,
    IReadOnlyList<AccuracyPoint> Points
)
{
    /// <summary>
    /// Question noise in points: the standard error of the full model's mean, what as many other questions would change
    /// it by. <see langword="null"/> where the number of questions is not known.
    /// </summary>
    public double? QuestionError { get; init; }

    /// <summary>
    /// Run noise in points: the standard deviation of one and the same row, run again on the same questions.
    /// <see langword="null"/> where nothing was run twice; 0 where running again gives the same answers.
    /// </summary>
    public double? RunError { get; init; }
}
