using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>One task's items as two models answered them, item by item.</summary>
public sealed class PairedTask
{
    /// <summary>Pairs two models' scores of the same items.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="baseline">The baseline's score of each item (1 right, 0 wrong).</param>
    /// <param name="candidate">The other model's score of each item, in the same order.</param>
    /// <param name="clusters">What each item is about: items of one label are one draw; none when
    /// <see langword="null"/>.</param>
    /// <exception cref="MoeUsageException">The lengths differ or there is no item.</exception>
    public PairedTask(
        string task,
        IReadOnlyList<double> baseline,
        IReadOnlyList<double> candidate,
        IReadOnlyList<string?>? clusters = null
    )
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        if (
            baseline.Count != candidate.Count
            || baseline.Count == 0
            || (clusters?.Count ?? baseline.Count) != baseline.Count
        )
        {
            throw new MoeUsageException(
                task,
                $"a paired comparison needs the same items on both sides, at least one; the baseline has {baseline.Count}, "
                    + $"the other {candidate.Count}",
                "Evaluate both with the same data and limit"
            );
        }

        Task = task;
        BaselineMean = baseline.Average();
        CandidateMean = candidate.Average();
        Changes = [.. candidate.Zip(baseline, (other, first) => other - first)];
        Clusters = clusters ?? new string?[baseline.Count];
    }

    /// <summary>The task's name.</summary>
    public string Task { get; }

    /// <summary>How many items both answered.</summary>
    public int Items => Changes.Count;

    /// <summary>The baseline's mean score, a fraction.</summary>
    public double BaselineMean { get; }

    /// <summary>The other model's mean score, a fraction.</summary>
    public double CandidateMean { get; }

    /// <summary>Candidate minus baseline, of every item.</summary>
    public IReadOnlyList<double> Changes { get; }

    /// <summary>What each item is about; <see langword="null"/> for an item that stands alone.</summary>
    public IReadOnlyList<string?> Clusters { get; }

    /// <summary>Candidate minus baseline, of the items where they differ.</summary>
    public IReadOnlyList<double> Differences => [.. Changes.Where(change => change != 0)];

    /// <summary>Items where the candidate does better.</summary>
    public int Gained => Changes.Count(change => change > 0);

    /// <summary>Items where the candidate does worse.</summary>
    public int Lost => Changes.Count(change => change < 0);

    /// <summary>
    /// McNemar's exact two-sided p-value of this task alone; it takes every item for a draw of its own.
    /// </summary>
    public double PValue => McNemar.ExactP(Lost, Gained);
}
