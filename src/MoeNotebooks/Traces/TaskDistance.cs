namespace MoeNotebooks.Traces;

/// <summary>How differently tasks use the experts of one layer.</summary>
internal static class TaskDistance
{
    /// <summary>The total variation distance of each task's use from the mean of the tasks' uses, each task counting
    /// alike: the share of its tokens' choices that would have to go to other experts, 0 where all tasks use them alike
    /// and at most 1 - 1/T for T tasks.</summary>
    /// <param name="uses">For each task how often each expert was used.</param>
    /// <returns>One number per task.</returns>
    public static IReadOnlyList<double> Of(IReadOnlyList<IReadOnlyList<long>> uses)
    {
        ArgumentNullException.ThrowIfNull(uses);
        double[][] shares =
        [
            .. uses.Select(task => task.Select(count => (double)count / Math.Max(1, task.Sum())).ToArray()),
        ];
        double[] mean =
        [
            .. Enumerable.Range(0, shares[0].Length).Select(expert => shares.Average(task => task[expert])),
        ];
        return [.. shares.Select(task => 0.5 * task.Zip(mean, (one, all) => Math.Abs(one - all)).Sum())];
    }
}
