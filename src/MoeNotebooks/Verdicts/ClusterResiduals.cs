using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Distances of a model's allocations from one smooth curve, each as a sum over clusters of related questions: so they
/// can be drawn again.
/// </summary>
/// <param name="Groups">[group][cluster][allocation], in groups that were drawn independently; what a cluster adds to
/// each distance, a fraction.</param>
internal sealed record ClusterResiduals(IReadOnlyList<double[][]> Groups)
{
    /// <summary>How many allocations.</summary>
    public int Allocations => Groups[0][0].Length;

    /// <summary>The distances' variance around the curve.</summary>
    public double Spread => Variance(Groups.SelectMany(group => group));

    /// <summary>
    /// What questions alone add to it: each distance's variance by clusters, over the same degrees of freedom.
    /// </summary>
    public double Noise =>
        Groups.Sum(group =>
            Enumerable
                .Range(0, Allocations)
                .Sum(i =>
                {
                    var mean = group.Average(cluster => cluster[i]);
                    return group.Sum(cluster => (cluster[i] - mean) * (cluster[i] - mean))
                        * group.Length
                        / (group.Length - 1.0);
                })
        ) / (Allocations - Roughness.Terms);

    /// <summary>From a model's sweep: its allocations with a third of the trained experts or more in every layer, which
    /// is as far as V2-Lite's rows go. One expert everywhere bends the curve more than a parabola can, and that is no
    /// roughness.</summary>
    public static ClusterResiduals Of(MiniSkipping mini)
    {
        ArgumentNullException.ThrowIfNull(mini);
        SweepPoint[] points =
        [
            .. mini.Allocations.Where(point => point.Experts.Min() >= SkippingPlan.Third(mini.Curve.Trained)),
        ];
        var off = Roughness.Residuals([.. points.Select(point => point.MeanExperts)]);
        var sums = Enumerable
            .Range(0, points.Length)
            .Select(row =>
                QuestionClusters.Sums([
                    .. Contrast.Weighted(points, off.Row(row).ToArray()).Select(task => (task.Changes, task.Clusters)),
                ])
            )
            .ToArray(); // [allocation][group][cluster]
        return new([
            .. sums[0]
                .Select(
                    (group, g) =>
                        Enumerable.Range(0, group.Length).Select(c => sums.Select(one => one[g][c]).ToArray()).ToArray()
                ),
        ]);
    }

    /// <summary>The spread with the clusters that a draw chose.</summary>
    /// <param name="drawn">[group][draw] a cluster's place.</param>
    public double SpreadOf(IReadOnlyList<int[]> drawn) =>
        Variance(
            Groups.Zip(drawn, (group, places) => places.Select(place => group[place])).SelectMany(clusters => clusters)
        );

    private double Variance(IEnumerable<double[]> clusters)
    {
        var total = new double[Allocations];
        foreach (var cluster in clusters)
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += cluster[i];
            }
        }

        return total.Sum(value => value * value) / (Allocations - Roughness.Terms);
    }
}
