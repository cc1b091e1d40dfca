using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>A paired bootstrap of the mean over tasks: each task is resampled on its own items, both models' answers together.</summary>
/// <remarks>
/// Items on which both models agree add nothing to a difference, so only their number is drawn: of n draws with
/// replacement, the draws that hit one of the m differing items are Binomial(n, m / n). This is the same bootstrap, and
/// takes m steps a resample in place of n.
/// </remarks>
public static class PairedBootstrap
{
    /// <summary>Resamples used when none are given; enough for 250 comparisons at a level of 5 %.</summary>
    public const int DefaultResamples = 10_000;

    /// <summary>Compares two models on the same items of the same tasks.</summary>
    /// <param name="tasks">The tasks, at least one.</param>
    /// <param name="seed">Seed of the resampling; the same seed gives the same result.</param>
    /// <param name="resamples">How many resamples, at least 100.</param>
    /// <returns>The difference with its interval and p-value. The p-value is never below what an exact test could
    /// reach with as many differing items, 2^(1-m): a handful of items proves nothing.</returns>
    public static BootstrapResult Compare(IReadOnlyList<PairedTask> tasks, int seed, int resamples = DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Count == 0 || resamples < 100)
        {
            throw new MoeUsageException("bootstrap", $"needs at least 1 task and 100 resamples, got {tasks.Count} and {resamples}");
        }

        var means = new double[resamples];
        var random = new Random(seed);
        foreach (var task in tasks)
        {
            AddResampledMeans(task, random, means, weight: 1.0 / tasks.Count);
        }

        Array.Sort(means);
        var difference = tasks.Average(task => task.CandidateMean - task.BaselineMean);
        var differing = tasks.Sum(task => task.Differences.Count);
        return new(difference, Deviation(means), Quantile(means, 0.025), Quantile(means, 0.975), PValue(means, differing));
    }

    private static void AddResampledMeans(PairedTask task, Random random, double[] means, double weight)
    {
        var differing = task.Differences.ToArray();
        if (differing.Length == 0)
        {
            return;
        }

        var hits = new BinomialTable(task.Items, (double)differing.Length / task.Items);
        for (var resample = 0; resample < means.Length; resample++)
        {
            var sum = 0.0;
            for (var left = hits.Draw(random); left > 0; left--)
            {
                sum += differing[random.Next(differing.Length)];
            }

            means[resample] += weight * sum / task.Items;
        }
    }

    private static double PValue(double[] means, int differing)
    {
        var atMostZero = means.Count(mean => mean <= RoundingError);
        var atLeastZero = means.Count(mean => mean >= -RoundingError);
        var p = 2.0 * (1 + Math.Min(atMostZero, atLeastZero)) / (1 + means.Length);
        return Math.Min(1, Math.Max(p, Math.Pow(2, 1 - differing)));
    }

    /// <summary>Sums of sixths that should cancel to zero may miss it by rounding.</summary>
    private const double RoundingError = 1e-12;

    private static double Deviation(double[] means)
    {
        var centre = means.Average();
        return Math.Sqrt(means.Sum(mean => (mean - centre) * (mean - centre)) / (means.Length - 1));
    }

    private static double Quantile(double[] sorted, double share) =>
        sorted[Math.Clamp((int)Math.Round(share * (sorted.Length - 1)), 0, sorted.Length - 1)];
}
