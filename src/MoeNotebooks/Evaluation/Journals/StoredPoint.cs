namespace MoeNotebooks.Evaluation.Journals;

/// <summary>A point for a figure: one set of conditions over its tasks, computed here or imported.</summary>
/// <param name="Run">The conditions, the model's name, and whether it was imported.</param>
/// <param name="Tasks">What the journal holds of each task.</param>
internal sealed record StoredPoint(JournalRun Run, IReadOnlyList<StoredTask> Tasks)
{
    /// <summary>How it is called in a figure: imported points say so.</summary>
    public string Label => Run.Imported ? $"{Run.ModelName} (imported, {Run.Conditions.Engine})" : Run.ModelName;

    /// <summary>Active experts of a MoE layer on average; <see langword="null"/> where the run does not say.</summary>
    public double? MeanExperts => Run.Conditions.Experts?.Average();

    /// <summary>The plain mean of the tasks' accuracies, 0 to 1.</summary>
    public double Mean => Tasks.Average(task => task.Accuracy!.Value);

    /// <summary>Its standard error; <see langword="null"/> if a task has fewer than two items.</summary>
    public double? StandardError => Statistics.StandardError.OfTaskMean([.. Tasks.Select(task => task.Accuracy!.StandardError)]);

    /// <summary>Every point of a journal; tasks without a single answer are left out.</summary>
    /// <param name="journal">The journal.</param>
    public static IReadOnlyList<StoredPoint> All(Journal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        return [.. journal.Tasks().Where(task => task.Accuracy is not null)
            .GroupBy(task => task.Run.Conditions.Key).Select(group => new StoredPoint(group.First().Run, [.. group]))];
    }
}
