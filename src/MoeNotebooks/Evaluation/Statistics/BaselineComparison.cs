using MathNet.Numerics.Distributions;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>Compares many models with one baseline, and corrects for how many they are.</summary>
public static class BaselineComparison
{
    /// <summary>
    /// A loss below which a model counts as non-inferior when no margin is given: one point, the paper's "within 1 %".
    /// </summary>
    public const double DefaultMargin = 0.01;

    private const double Power = 0.8;

    /// <summary>Compares every candidate with the baseline.</summary>
    /// <param name="candidates">Each candidate's name and its tasks paired with the baseline's.</param>
    /// <param name="level">The chance of even one false claim, over all candidates together.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">Resamples for each candidate.</param>
    /// <param name="margin">A loss that would not matter, a fraction: what lies above it for certain is
    /// non-inferior.</param>
    /// <returns>One comparison for each candidate, in the order given.</returns>
    /// <remarks>
    /// Holm's p-values are a little sharper than Bonferroni's intervals: a difference may be shown whose interval just
    /// holds zero.
    /// </remarks>
    /// <exception cref="MoeUsageException">The level is no probability, the margin none, or the resamples are too few
    /// to reach the level.</exception>
    public static IReadOnlyList<Comparison> Compare(
        IReadOnlyList<(string Name, IReadOnlyList<PairedTask> Tasks)> candidates,
        double level = 0.05,
        int seed = 1234,
        int resamples = PairedBootstrap.DefaultResamples,
        double margin = DefaultMargin
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        Validate(candidates.Count, level, resamples, margin);
        var means = new BootstrapResult[candidates.Count];
        Parallel.For(0, means.Length, i => means[i] = PairedBootstrap.Compare(candidates[i].Tasks, seed, resamples));
        var corrected = MultipleComparisons.Holm([.. means.Select(mean => mean.PValue)]);
        var each = level / Math.Max(1, candidates.Count);
        return
        [
            .. candidates.Select(
                (candidate, i) => Judge(candidate.Name, candidate.Tasks, means[i], corrected[i], level, each, margin)
            ),
        ];
    }

    private static Comparison Judge(
        string name,
        IReadOnlyList<PairedTask> tasks,
        BootstrapResult mean,
        double correctedP,
        double level,
        double each,
        double margin
    )
    {
        var error = Error(tasks, mean);
        var reach = StudentT.InvCDF(0, 1, Math.Max(1, mean.Clusters - 1), 1 - (each / 2)) * error;
        var interval = new Interval(mean.Difference - reach, mean.Difference + reach);
        var seen = (Normal.InvCDF(0, 1, 1 - (each / 2)) + Normal.InvCDF(0, 1, Power)) * error;
        return new(name, tasks, mean, correctedP, interval, seen, Decide(mean, correctedP, level, interval, margin));
    }

    /// <summary>
    /// The standard error with one changed question added, half a gain and half a loss (Agresti and Min 2005): that
    /// none of 120 answers changed does not mean that none would.
    /// </summary>
    private static double Error(IReadOnlyList<PairedTask> tasks, BootstrapResult mean)
    {
        var question = tasks.Max(task => 1.0 / task.Items) / tasks.Count;
        return Math.Sqrt((mean.StandardError * mean.StandardError) + (question * question));
    }

    private static Finding Decide(
        BootstrapResult mean,
        double correctedP,
        double level,
        Interval interval,
        double margin
    ) =>
        correctedP <= level && mean.Difference != 0 ? (mean.Difference > 0 ? Finding.Better : Finding.Worse)
        : interval.Low > -margin ? Finding.NonInferior
        : Finding.Undecided;

    private static void Validate(int candidates, double level, int resamples, double margin)
    {
        List<string> problems = [];
        if (!(level > 0 && level < 1))
        {
            problems.Add($"level {level} is not between 0 and 1");
        }

        if (!(margin > 0 && margin < 1))
        {
            problems.Add($"margin {margin} is not between 0 and 1");
        }

        // The smallest p a bootstrap can give is 2 / (resamples + 1); Holm multiplies the best one by the number tried.
        var needed = Math.Ceiling(2.0 * candidates / level);
        if (problems.Count == 0 && resamples + 1 < needed)
        {
            problems.Add(
                $"resamples: {resamples} cannot reach level {level} after correction for {candidates} comparisons; at least {needed} can. "
                    + "Raise the resamples, or compare fewer"
            );
        }

        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("comparison", problems);
        }
    }
}
