namespace MoeNotebooks.Verdicts;

/// <summary>What no other beats in both of two respects.</summary>
internal static class ParetoFront
{
    /// <summary>
    /// The points that no other beats in both speed and accuracy, slowest first; of equals the first.
    /// </summary>
    /// <param name="points">Points.</param>
    /// <param name="speed">A point's speed: the more, the better.</param>
    /// <param name="accuracy">Its accuracy.</param>
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> points, Func<T, double> speed, Func<T, double> accuracy)
    {
        var front = new List<T>();
        foreach (var point in points.OrderByDescending(speed).ThenByDescending(accuracy))
        {
            if (front.Count == 0 || accuracy(point) > accuracy(front[^1]))
            {
                front.Add(point);
            }
        }

        front.Reverse();
        return front;
    }
}
