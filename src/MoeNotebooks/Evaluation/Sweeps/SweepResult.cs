using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>What a sweep found.</summary>
/// <param name="Points">The policies all of whose items are answered, in the order asked.</param>
/// <param name="Missing">Answers that other shards still owe; 0 for a whole sweep.</param>
/// <param name="Computed">Answers computed now.</param>
/// <param name="Reused">Answers found in the journal.</param>
public sealed record SweepResult(IReadOnlyList<SweepPoint> Points, long Missing, long Computed, long Reused)
{
    /// <summary>
    /// Compares every point with a baseline on the same items, corrected for the number of different allocations tried.
    /// </summary>
    /// <param name="baseline">The baseline, one of the points.</param>
    /// <param name="level">The chance of even one false claim.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="margin">A loss that would not matter, a fraction; in nats for a graded measure.</param>
    /// <param name="measure">What is compared: differences are fractions for accuracy, nats for a graded
    /// measure.</param>
    /// <returns>One comparison for each point, in their order; the baseline's own says that it equals itself.</returns>
    public IReadOnlyList<Comparison> CompareWith(
        SweepPoint baseline,
        double level = 0.05,
        int seed = 1234,
        double margin = BaselineComparison.DefaultMargin,
        Measure measure = Measure.Accuracy
    )
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var key = baseline.Run.Conditions.Key;
        SweepPoint[] tried =
        [
            .. Points.DistinctBy(point => point.Run.Conditions.Key).Where(point => point.Run.Conditions.Key != key),
        ];
        var comparisons = BaselineComparison
            .Compare(
                [.. tried.Select(point => (point.Policy.ToString()!, point.PairWith(baseline, measure)))],
                level,
                seed,
                margin: margin
            )
            .Zip(tried)
            .ToDictionary(pair => pair.Second.Run.Conditions.Key, pair => pair.First);
        comparisons[key] = Itself(baseline, measure);
        return
        [
            .. Points.Select(point => comparisons[point.Run.Conditions.Key] with { Name = point.Policy.ToString()! }),
        ];
    }

    /// <summary>The point of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <exception cref="MoeUsageException">It was not swept, or other shards still owe answers.</exception>
    public SweepPoint Find(Routing.RoutingPolicy policy) =>
        Points.FirstOrDefault(point => point.Policy == policy)
        ?? throw new MoeUsageException("policy", $"{policy} is not among the sweep's finished points");

    private static Comparison Itself(SweepPoint baseline, Measure measure)
    {
        var tasks = baseline.PairWith(baseline, measure);
        return new(
            baseline.Policy.ToString()!,
            tasks,
            PairedBootstrap.Compare(tasks, seed: 0),
            1,
            default,
            0,
            Finding.NonInferior
        );
    }
}
