using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Evaluation;

/// <summary>A task's result with every item behind it.</summary>
/// <param name="Task">The task.</param>
/// <param name="FewShot">Examples before each question.</param>
/// <param name="OriginalCount">Documents in the evaluated split, before any limit.</param>
/// <param name="Items">The items evaluated, in the split's order.</param>
public sealed record TaskResult(EvaluationTask Task, int FewShot, int OriginalCount, IReadOnlyList<ItemResult> Items)
{
    /// <summary>Share of items whose likeliest choice is the right one.</summary>
    public Metric Accuracy => Metric.Mean("acc", [.. Items.Select(item => item.Accuracy)]);

    /// <summary>
    /// The same by likelihood per code point; <see langword="null"/> where the task has no such metric.
    /// </summary>
    public Metric? AccuracyNorm =>
        Task.LengthNormalised ? Metric.Mean("acc_norm", [.. Items.Select(item => item.AccuracyNorm!.Value)]) : null;

    /// <summary>
    /// The mean of a measure; answers of probability 0 and NaN are kept out of graded ones, and counted.
    /// </summary>
    /// <param name="measure">The measure.</param>
    public Metric In(Measure measure) =>
        measure == Measure.Accuracy
            ? Accuracy
            : Metric.Mean(
                measure.Name(),
                [.. Items.Select(item => item.In(measure) is var value && double.IsFinite(value) ? value : double.NaN)]
            );

    /// <summary>What each item is about; <see langword="null"/> for an item that stands alone.</summary>
    public IReadOnlyList<string?> Clusters => [.. Items.Select(item => item.Cluster)];

    /// <summary>The task's metrics in lm-eval's order.</summary>
    public IReadOnlyList<Metric> Metrics => AccuracyNorm is { } norm ? [Accuracy, norm] : [Accuracy];
}
