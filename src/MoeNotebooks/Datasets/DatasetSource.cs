namespace MoeNotebooks.Datasets;

/// <summary>Where a task's documents come from, in the hub's terms.</summary>
/// <param name="Repository">The data set's repository: <c>allenai/ai2_arc</c>.</param>
/// <param name="Configuration">The configuration, which is also the folder of its Parquet files:
/// <c>ARC-Challenge</c>.</param>
/// <param name="TrainSplit">The split that few-shot examples are drawn from.</param>
/// <param name="ValidationSplit">The validation split.</param>
/// <param name="TestSplit">The test split; <see langword="null"/> where its answers are not public and the validation
/// split is evaluated.</param>
public sealed record DatasetSource(
    string Repository,
    string Configuration,
    string TrainSplit,
    string ValidationSplit,
    string? TestSplit
)
{
    /// <summary>The split that is evaluated: test where there is one, else validation.</summary>
    public string EvaluationSplit => TestSplit ?? ValidationSplit;
}
