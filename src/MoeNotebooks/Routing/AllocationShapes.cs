namespace MoeNotebooks.Routing;

/// <summary>Tells allocations apart by their shape.</summary>
internal static class AllocationShapes
{
    /// <summary>The shape of a number of experts per layer.</summary>
    /// <param name="experts">One number per MoE layer, from the first to the last.</param>
    public static AllocationShape Of(IReadOnlyList<int> experts)
    {
        ArgumentNullException.ThrowIfNull(experts);
        int[] turns = [.. Steps(experts).Aggregate(new List<int>(), KeepTurns)];
        return turns switch
        {
            [] => AllocationShape.Flat,
            [1] => AllocationShape.Ascending,
            [-1] => AllocationShape.Descending,
            [1, -1] => AllocationShape.Peak,
            [-1, 1] => AllocationShape.Valley,
            _ => AllocationShape.Mixed,
        };
    }

    private static IEnumerable<int> Steps(IReadOnlyList<int> experts) =>
        experts.Zip(experts.Skip(1), (before, after) => Math.Sign(after - before)).Where(step => step != 0);

    private static List<int> KeepTurns(List<int> turns, int step)
    {
        if (turns.Count == 0 || turns[^1] != step)
        {
            turns.Add(step);
        }

        return turns;
    }
}
