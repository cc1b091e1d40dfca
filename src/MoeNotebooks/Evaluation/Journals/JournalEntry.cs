namespace MoeNotebooks.Evaluation.Journals;

/// <summary>One row to be written: under which conditions, of which task, what answer.</summary>
/// <param name="Run">The conditions, and who to show them as.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Answer">The answer.</param>
public sealed record JournalEntry(JournalRun Run, string Task, StoredAnswer Answer);
