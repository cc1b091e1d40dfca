using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>Compares many models with one baseline, and corrects for how many they are.</summary>
public static class BaselineComparison
{
    /// <summary>Compares every candidate with the baseline.</summary>
    /// <param name="candidates">Each candidate's name and its tasks paired with the baseline's.</param>
    /// <param name="level">The chance of even one false claim, over all candidates together.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">Resamples a candidate.</param>
    /// <returns>One comparison a candidate, in the order given.</returns>
    /// <exception cref="MoeUsageException">The level is no probability, or the resamples are too few to reach it.</exception>
    public static IReadOnlyList<Comparison> Compare(
        IReadOnlyList<(string Name, IReadOnlyList<PairedTask> Tasks)> candidates,
        double level = 0.05,
        int seed = 1234,
        int resamples = PairedBootstrap.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        Validate(candidates.Count, level, resamples);
        var means = new BootstrapResult[candidates.Count];
        Parallel.For(0, means.Length, i => means[i] = PairedBootstrap.Compare(candidates[i].Tasks, seed, resamples));
        var corrected = MultipleComparisons.Holm([.. means.Select(mean => mean.PValue)]);
        return [.. candidates.Select((candidate, i) =>
            new Comparison(candidate.Name, candidate.Tasks, means[i], corrected[i], Decide(means[i], corrected[i], level)))];
    }

    private static Verdict Decide(BootstrapResult mean, double correctedP, double level) =>
        correctedP > level ? Verdict.Indistinguishable
        : mean.Difference > 0 ? Verdict.Better
        : mean.Difference < 0 ? Verdict.Worse
        : Verdict.Indistinguishable;

    private static void Validate(int candidates, double level, int resamples)
    {
        if (!(level > 0 && level < 1))
        {
            throw new MoeUsageException("level", $"{level} is not between 0 and 1");
        }

        // The smallest p a bootstrap can give is 2 / (resamples + 1); Holm multiplies the best one by the number tried.
        var needed = Math.Ceiling(2.0 * candidates / level);
        if (resamples + 1 < needed)
        {
            throw new MoeUsageException(
                "resamples",
                $"{resamples} cannot reach level {level} after correction for {candidates} comparisons; at least {needed} can",
                "Raise the resamples, or compare fewer");
        }
    }
}
