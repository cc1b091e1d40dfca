using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Interchange.Import;

/// <summary>One task of another program's run.</summary>
/// <param name="ModelName">The model's name.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Accuracy">The mean over the items, equal to the run's own, with its standard error.</param>
/// <param name="Entries">One row per item, for the journal.</param>
/// <param name="Notices">What was left out or is not a number, in sentences.</param>
internal sealed record ImportedTask(
    string ModelName,
    string Task,
    Metric Accuracy,
    IReadOnlyList<JournalEntry> Entries,
    IReadOnlyList<string> Notices
);
