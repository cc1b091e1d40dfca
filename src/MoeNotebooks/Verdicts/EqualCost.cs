using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;

namespace MoeNotebooks.Verdicts;

/// <summary>A control that costs exactly as much as a way does: between two known costs, both of their policies in
/// turn, each in the share of the steps that makes up the cost.</summary>
/// <param name="Cheaper">The place of the cheaper policy.</param>
/// <param name="Dearer">The place of the dearer one.</param>
/// <param name="Share">The share of the steps that the dearer one has, 0 to 1.</param>
internal sealed record EqualCost(int Cheaper, int Dearer, double Share)
{
    /// <summary>Finds the two neighbours of a cost.</summary>
    /// <param name="costs">Known costs, ascending.</param>
    /// <param name="cost">The cost.</param>
    /// <returns><see langword="null"/> where no known cost is as small, or none as large.</returns>
    public static EqualCost? Of(IReadOnlyList<double> costs, double cost)
    {
        var dearer = costs.Index().FirstOrDefault(one => one.Item >= cost, (-1, 0)).Index;
        return dearer < 0 ? null
            : costs[dearer] == cost ? new(dearer, dearer, 1)
            : dearer == 0 ? null
            : new(dearer - 1, dearer, (cost - costs[dearer - 1]) / (costs[dearer] - costs[dearer - 1]));
    }

    /// <summary>
    /// Pairs a way with the control, question by question: what the control is worth there on average.
    /// </summary>
    /// <param name="way">The way.</param>
    /// <param name="cheaper">The cheaper policy's answers.</param>
    /// <param name="dearer">The dearer policy's.</param>
    /// <param name="measure">What is compared; questions where it is no finite number are left out.</param>
    public IReadOnlyList<PairedTask> Pair(SweepPoint way, SweepPoint cheaper, SweepPoint dearer, Measure measure) =>
        [
            .. way.Tasks.Select(
                (task, t) =>
                {
                    var items = task
                        .Items.Select(
                            (item, i) =>
                                (
                                    item.Cluster,
                                    Way: item.In(measure),
                                    Control: (Share * dearer.Tasks[t].Items[i].In(measure))
                                        + ((1 - Share) * cheaper.Tasks[t].Items[i].In(measure))
                                )
                        )
                        .Where(pair => double.IsFinite(pair.Way) && double.IsFinite(pair.Control))
                        .ToArray();
                    return new PairedTask(
                        task.Task.Name,
                        [.. items.Select(item => item.Control)],
                        [.. items.Select(item => item.Way)],
                        [.. items.Select(item => item.Cluster)]
                    );
                }
            ),
        ];
}
