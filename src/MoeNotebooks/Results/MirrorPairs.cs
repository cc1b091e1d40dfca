namespace MoeNotebooks.Results;

/// <summary>Finds allocations that are each other's mirror image.</summary>
internal static class MirrorPairs
{
    /// <summary>Every pair among some allocations, each allocation in one pair at most.</summary>
    /// <param name="points">The allocations.</param>
    /// <param name="tolerance">Experts per layer by which a mirror image may be off, on average: rounding, or a p that
    /// has no exact mirror.</param>
    public static IReadOnlyList<MirrorPair> Of(IReadOnlyList<AccuracyPoint> points, double tolerance = 0.35)
    {
        ArgumentNullException.ThrowIfNull(points);
        var left = points.Where(point => Slope(point) < 0).ToList();
        var pairs = new List<MirrorPair>();
        foreach (var descending in points.Where(point => Slope(point) > 0))
        {
            var mirror = left.Where(point => Distance(descending, point) <= tolerance)
                .MinBy(point => Distance(descending, point));
            if (mirror is not null)
            {
                left.Remove(mirror);
                pairs.Add(new MirrorPair(descending, mirror));
            }
        }

        return pairs;
    }

    /// <summary>Above zero where the first half of the layers has more experts than the second.</summary>
    private static int Slope(AccuracyPoint point)
    {
        var half = point.Experts.Count / 2;
        return point.Experts.Take(half).Sum() - point.Experts.TakeLast(half).Sum();
    }

    private static double Distance(AccuracyPoint a, AccuracyPoint b) =>
        a.Experts.Zip(b.Experts.Reverse(), (x, y) => Math.Abs(x - y)).Average();
}
