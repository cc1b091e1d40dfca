using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>
/// A paired bootstrap of the mean over tasks: clusters of questions are drawn again, both models' answers together.
/// </summary>
/// <remarks>
/// Clusters in which both models score alike add nothing to a difference, so only their number is drawn: of n draws
/// with replacement, the draws that hit one of the m changed clusters are Binomial(n, m / n). This is the same
/// bootstrap, and takes m steps for a resample in place of n. A cluster's weight is fixed before drawing, which errs to
/// the safe side by a percent or two of the error where clusters differ in size.
/// </remarks>
public static class PairedBootstrap
{
    /// <summary>Resamples used when none are given; enough for 250 comparisons at a level of 5 %.</summary>
    public const int DefaultResamples = 10_000;

    /// <summary>Sums of sixths that should cancel to zero may miss it by rounding.</summary>
    private const double RoundingError = 1e-12;

    /// <summary>Compares two models on the same items of the same tasks.</summary>
    /// <param name="tasks">The tasks, at least one.</param>
    /// <param name="seed">Seed of the resampling; the same seed gives the same result.</param>
    /// <param name="resamples">How many resamples, at least 100.</param>
    /// <returns>The difference with its interval and p-value.</returns>
    /// <remarks>
    /// The p-value has a floor of two parts. R resamples cannot show anything rarer than 2 / (R + 1), 0.0002 by
    /// default; Holm's correction for 31 comparisons makes 0.0062 of it, so such a p means "no resample crossed zero".
    /// And m changed clusters cannot show more than an exact test could with as many, 2^(1-m): a handful of questions
    /// proves nothing.
    /// </remarks>
    public static BootstrapResult Compare(IReadOnlyList<PairedTask> tasks, int seed, int resamples = DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Count == 0 || resamples < 100)
        {
            throw new MoeUsageException(
                "bootstrap",
                $"needs at least 1 task and 100 resamples, got {tasks.Count} and {resamples}"
            );
        }

        var groups = QuestionClusters.Sums([.. tasks.Select(task => (task.Changes, task.Clusters))]);
        var differences = new double[resamples];
        var random = new Random(seed);
        var changed = groups.Sum(group => AddResampled(group, random, differences));
        Array.Sort(differences);
        var least = Math.Min(1, Math.Max(2.0 / (1 + resamples), Math.Pow(2, 1 - changed)));
        return new(
            tasks.Average(task => task.CandidateMean - task.BaselineMean),
            StandardError.Deviation(differences),
            Quantile(differences, 0.025),
            Quantile(differences, 0.975),
            Math.Max(least, PValue(differences))
        )
        {
            Clusters = groups.Sum(group => group.Length),
            LeastPValue = least,
        };
    }

    /// <returns>How many clusters changed.</returns>
    private static int AddResampled(double[] clusters, Random random, double[] differences)
    {
        double[] changed = [.. clusters.Where(sum => Math.Abs(sum) > RoundingError)];
        if (changed.Length == 0)
        {
            return 0;
        }

        var hits = new BinomialTable(clusters.Length, (double)changed.Length / clusters.Length);
        for (var resample = 0; resample < differences.Length; resample++)
        {
            for (var left = hits.Draw(random); left > 0; left--)
            {
                differences[resample] += changed[random.Next(changed.Length)];
            }
        }

        return changed.Length;
    }

    private static double PValue(double[] differences)
    {
        var atMostZero = differences.Count(difference => difference <= RoundingError);
        var atLeastZero = differences.Count(difference => difference >= -RoundingError);
        return Math.Min(1, 2.0 * (1 + Math.Min(atMostZero, atLeastZero)) / (1 + differences.Length));
    }

    private static double Quantile(double[] sorted, double share) =>
        sorted[Math.Clamp((int)Math.Round(share * (sorted.Length - 1)), 0, sorted.Length - 1)];
}
