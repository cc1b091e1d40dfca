using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Evaluation;

/// <summary>A task's questions answered in the model's own words.</summary>
/// <param name="Task">The task.</param>
/// <param name="Written">The answer to each question: one line, without blanks around it.</param>
/// <param name="Matches">1 where it is the right choice's text, else 0.</param>
/// <param name="Clusters">What each question is about; <see langword="null"/> for one that stands alone.</param>
public sealed record ExactMatchResult(
    EvaluationTask Task,
    IReadOnlyList<string> Written,
    IReadOnlyList<double> Matches,
    IReadOnlyList<string?> Clusters
)
{
    /// <summary>Share of exact matches with its standard error.</summary>
    public Metric Mean => Metric.Mean("exact_match", Matches);

    /// <summary>Paired with a baseline's answers to the same questions, for a paired test.</summary>
    /// <param name="baseline">The baseline.</param>
    public PairedTask PairWith(ExactMatchResult baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return new(Task.Name, baseline.Matches, Matches, Clusters);
    }
}
