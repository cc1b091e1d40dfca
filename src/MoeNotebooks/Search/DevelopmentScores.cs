using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Search;

/// <summary>
/// Allocations on the development questions, each scored once and remembered: their number is what a search has looked
/// at.
/// </summary>
internal sealed class DevelopmentScores(
    ILikelihoodScorer scorer,
    IReadOnlyList<EncodedTask> tasks,
    Measure measure,
    SweepOptions options,
    CancellationToken stop
) : IAllocationScores
{
    private readonly Dictionary<string, SweepPoint> _points = [];

    /// <summary>Different allocations scored so far.</summary>
    public int Looked => _points.Count;

    public async Task<IReadOnlyList<double>> OfAsync(IReadOnlyList<int[]> allocations) =>
        [.. (await PointsAsync(allocations)).Select(point => point.In(measure))];

    public async Task<IReadOnlyList<SweepPoint>> PointsAsync(IReadOnlyList<int[]> allocations)
    {
        int[][] fresh = [.. allocations.Where(allocation => !_points.ContainsKey(Key(allocation))).DistinctBy(Key)];
        if (fresh.Length > 0)
        {
            var sweep = await Sweep.RunAsync(
                scorer,
                tasks,
                [.. fresh.Select(allocation => new PerLayer(allocation))],
                options,
                stop
            );
            foreach (var (allocation, point) in fresh.Zip(sweep.Points))
            {
                _points.Add(Key(allocation), point);
            }
        }

        return [.. allocations.Select(allocation => _points[Key(allocation)])];
    }

    private static string Key(int[] allocation) => string.Join(',', allocation);
}
