using MoeNotebooks.Datasets;

namespace MoeNotebooks.Evaluation;

/// <summary>One question as it is put to the model.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Index">Its place in the evaluated split, from 0; lm-eval's <c>doc_id</c>.</param>
/// <param name="Document">The row it was made from.</param>
/// <param name="Requests">One request per choice.</param>
/// <param name="Choices">The choices as written in the data: acc_norm divides by their length in code points.</param>
/// <param name="Gold">Index of the right choice.</param>
/// <param name="Target">What lm-eval logs as the target: the gold index, or WinoGrande's ending.</param>
public sealed record EvaluationItem(
    string Task,
    int Index,
    TaskDocument Document,
    IReadOnlyList<PromptPair> Requests,
    IReadOnlyList<string> Choices,
    int Gold,
    string Target
)
{
    /// <summary>
    /// What the question is about; questions of one label are one draw. <see langword="null"/> where it stands alone.
    /// </summary>
    public string? Cluster { get; init; }
}
