namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>
/// Adds up what related questions contribute to a mean over tasks: questions about one entity rise and fall together.
/// </summary>
/// <remarks>
/// A mean over tasks is a sum of one share for each question. Questions that share a source, in one task or in several,
/// are one draw and not many, so errors are worked out from the sums of clusters (Miller 2024, "Adding Error Bars to
/// Evals").
/// </remarks>
internal static class QuestionClusters
{
    /// <summary>Each cluster's sum, in groups that were drawn independently.</summary>
    /// <param name="tasks">Each task's values and its questions' labels; a question without a label is a cluster of its
    /// own.</param>
    /// <returns>One group for each task, or a single one where tasks ask about the same sources.</returns>
    public static IReadOnlyList<double[]> Sums(
        IReadOnlyList<(IReadOnlyList<double> Values, IReadOnlyList<string?> Labels)> tasks
    )
    {
        var labels = tasks.SelectMany(task => task.Labels.OfType<string>().Distinct(StringComparer.Ordinal));
        var shared = labels.GroupBy(label => label, StringComparer.Ordinal).Any(group => group.Count() > 1);
        var groups = new List<double[]>();
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (task, (values, of)) in tasks.Index())
        {
            for (var i = 0; i < values.Count; i++)
            {
                var label = of[i] is { } named ? "named " + named : $"alone {task} {i}";
                sums[label] = sums.GetValueOrDefault(label) + (values[i] / values.Count / tasks.Count);
            }

            if (!shared || task == tasks.Count - 1)
            {
                groups.Add([.. sums.Values]);
                sums.Clear();
            }
        }

        return groups;
    }
}
