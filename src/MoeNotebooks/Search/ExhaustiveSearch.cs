using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Search;

/// <summary>Every four-tuple of the paper within the budget.</summary>
internal static class ExhaustiveSearch
{
    public static async Task<int[]> ChooseAsync(
        IAllocationScores scores,
        int moeLayers,
        int trained,
        SearchOptions options
    )
    {
        var levels = options.Levels ?? [.. Enumerable.Range(1, trained)];
        int[][] allocations =
        [
            .. Allocation
                .Grid(levels, [.. Enumerable.Range(1, moeLayers)])
                .Select(tuple => tuple.ActiveExperts(moeLayers, trained))
                .Where(experts => experts.Sum() <= options.Budget)
                .DistinctBy(experts => string.Join(',', experts)),
        ];
        if (allocations.Length == 0)
        {
            throw new MoeUsageException(
                "levels",
                $"give no four-tuple with at most {options.Budget} experts over all MoE layers"
            );
        }

        var found = await scores.OfAsync(allocations);
        return allocations[Enumerable.Range(0, allocations.Length).MaxBy(i => found[i])];
    }
}
