namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>
/// Standard errors as lm-evaluation-harness gives them: sample standard deviation over the root of the count.
/// </summary>
public static class StandardError
{
    /// <summary>The standard error of a mean; for 0/1 values it is <c>sqrt(p (1 - p) / (n - 1))</c>.</summary>
    /// <param name="values">One value per item.</param>
    /// <returns>The error in the unit of the values; <see langword="null"/> for fewer than two values.</returns>
    public static double? OfMean(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count < 2 ? null : Deviation(values) / Math.Sqrt(values.Count);
    }

    /// <summary>The sample standard deviation of at least two values.</summary>
    internal static double Deviation(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    /// <summary>The standard error of a share of right answers.</summary>
    /// <param name="right">How many answers are right, 0 to <paramref name="items"/>.</param>
    /// <param name="items">How many items there are.</param>
    /// <returns>The error as a fraction; <see langword="null"/> for fewer than two items.</returns>
    public static double? OfShare(int right, int items)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right, items);
        var share = (double)right / items;
        return items < 2 ? null : Math.Sqrt(share * (1 - share) / (items - 1));
    }

    /// <summary>The standard error of the plain mean of several tasks, each with its own independent items.</summary>
    /// <param name="errors">Each task's standard error.</param>
    /// <returns><c>sqrt(sum of squares) / count</c>; <see langword="null"/> if there is none or one of them is
    /// unknown.</returns>
    public static double? OfTaskMean(IReadOnlyCollection<double?> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count == 0 || errors.Any(error => error is null)
            ? null
            : Math.Sqrt(errors.Sum(error => error!.Value * error.Value)) / errors.Count;
    }

    /// <summary>
    /// The standard error of the plain mean of several tasks, some of whose items are about the same thing.
    /// </summary>
    /// <param name="tasks">Each task's values and what each item is about; <see langword="null"/> for an item that
    /// stands alone.</param>
    /// <returns><see cref="OfTaskMean"/> where every item stands alone; <see langword="null"/> if a group of items
    /// holds a single draw.</returns>
    public static double? Clustered(IReadOnlyList<(IReadOnlyList<double> Values, IReadOnlyList<string?> Labels)> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var groups = QuestionClusters.Sums([
            .. tasks.Select(task => ((IReadOnlyList<double>)[.. Centred(task.Values)], task.Labels)),
        ]);
        return groups.Count == 0 || groups.Any(group => group.Length < 2)
            ? null
            : Math.Sqrt(groups.Sum(group => group.Sum(sum => sum * sum) * group.Length / (group.Length - 1.0)));
    }

    private static IEnumerable<double> Centred(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Select(value => value - mean);
    }
}
