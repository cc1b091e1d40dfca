using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Interchange.Import;

/// <summary>One task of another program's run.</summary>
/// <param name="ModelName">The model's name.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Accuracy">The run's own accuracy, equal to the mean over the items.</param>
/// <param name="Entries">One row per item, for the journal.</param>
/// <param name="Notices">What was left out, in sentences.</param>
public sealed record ImportedTask(
    string ModelName, string Task, double Accuracy, IReadOnlyList<JournalEntry> Entries, IReadOnlyList<string> Notices);
