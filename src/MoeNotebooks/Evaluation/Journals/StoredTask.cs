namespace MoeNotebooks.Evaluation.Journals;

/// <summary>What a journal holds of one task under one set of conditions.</summary>
/// <param name="Run">The conditions.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Items">Questions answered.</param>
/// <param name="Failures">Questions tried without an answer; they are not among <paramref name="Items"/>.</param>
/// <param name="Accuracy">Share of right answers with its standard error; <see langword="null"/> without any
/// answer.</param>
/// <param name="AccuracyNorm">The same by likelihood per code point; <see langword="null"/> where there is no such
/// metric.</param>
public sealed record StoredTask(
    JournalRun Run,
    string Task,
    int Items,
    int Failures,
    Metric? Accuracy,
    Metric? AccuracyNorm
)
{
    /// <summary>When the first answer under these conditions was kept.</summary>
    public DateTimeOffset? Begun { get; init; }
}
