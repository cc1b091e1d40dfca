namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>
/// A task with its questions as they are put to a model: prompts are text, no tokenizer was asked yet.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="FewShot">Examples before each question.</param>
/// <param name="OriginalCount">Documents in the evaluated split, before any limit.</param>
/// <param name="Items">The questions.</param>
/// <param name="DataDigest">SHA-256 of the data files.</param>
/// <param name="Files">The data files of the evaluated split.</param>
public sealed record PreparedTask(
    EvaluationTask Task,
    int FewShot,
    int OriginalCount,
    IReadOnlyList<EvaluationItem> Items,
    string DataDigest,
    IReadOnlyList<string> Files
);
