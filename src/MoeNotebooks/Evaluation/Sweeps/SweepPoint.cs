using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>One policy's results.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Run">The conditions: equal for policies that come to the same.</param>
/// <param name="Tasks">Its results, one per task, with every item.</param>
public sealed record SweepPoint(RoutingPolicy Policy, JournalRun Run, IReadOnlyList<TaskResult> Tasks)
{
    /// <summary>Experts per token that were counted under an adaptive policy; <see langword="null"/> where the policy
    /// fixes the number, or some answers were found and not computed: a count over the others would be of other
    /// questions than the accuracy is.</summary>
    public double? MeasuredExperts { get; init; }

    /// <summary>Whether <see cref="MeanExperts"/> is only the most it can be.</summary>
    public bool IsUpperBound => Policy is AdaptivePolicy && MeasuredExperts is null;

    /// <summary>Active experts of each MoE layer; the most where each token has its own number.</summary>
    public IReadOnlyList<int> Experts => Run.Conditions.Experts ?? [];

    /// <summary>Active experts of a MoE layer on average, the horizontal axis of the paper's figure 4.</summary>
    public double MeanExperts => MeasuredExperts ?? (Experts.Count == 0 ? double.NaN : Experts.Average());

    /// <summary>
    /// Experts that some token of a step uses, counted; <see langword="null"/> where some answers were found and not
    /// computed.
    /// </summary>
    public double? DistinctExperts { get; init; }

    /// <summary>The plain mean of the tasks' accuracies, 0 to 1.</summary>
    public double Mean => In(Measure.Accuracy);

    /// <summary>
    /// Its standard error, by clusters where the data say what each question is about; <see langword="null"/> if a task
    /// has fewer than two items. It is question noise: what as many new questions would change. Running again changes
    /// nothing here.
    /// </summary>
    public double? StandardError => ErrorIn(Measure.Accuracy);

    /// <summary>The plain mean over tasks of a measure.</summary>
    /// <param name="measure">The measure.</param>
    public double In(Measure measure) => Tasks.Average(task => task.In(measure).Value);

    /// <summary>Its standard error, as <see cref="StandardError"/>.</summary>
    /// <param name="measure">The measure.</param>
    public double? ErrorIn(Measure measure) =>
        Statistics.StandardError.Clustered([
            .. Tasks
                .Select(task => task.Items.Where(item => double.IsFinite(item.In(measure))).ToArray())
                .Select(items =>
                    (
                        (IReadOnlyList<double>)[.. items.Select(item => item.In(measure))],
                        (IReadOnlyList<string?>)[.. items.Select(item => item.Cluster)]
                    )
                ),
        ]);

    /// <summary>The tasks paired item by item with a baseline's.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="measure">What is compared.</param>
    public IReadOnlyList<PairedTask> PairWith(SweepPoint baseline, Measure measure = Measure.Accuracy)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return [.. Tasks.Zip(baseline.Tasks, (mine, other) => Pair(mine, other, measure))];
    }

    // A pair of which one is no finite number says nothing of the difference.
    private static PairedTask Pair(TaskResult mine, TaskResult other, Measure measure)
    {
        var pairs = mine
            .Items.Zip(other.Items)
            .Where(pair => double.IsFinite(pair.First.In(measure)) && double.IsFinite(pair.Second.In(measure)))
            .ToArray();
        return new(
            mine.Task.Name,
            [.. pairs.Select(pair => pair.Second.In(measure))],
            [.. pairs.Select(pair => pair.First.In(measure))],
            [.. pairs.Select(pair => pair.First.Cluster)]
        );
    }
}
