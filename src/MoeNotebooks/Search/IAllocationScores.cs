namespace MoeNotebooks.Search;

/// <summary>How good allocations are, on the questions that a search may look at.</summary>
internal interface IAllocationScores
{
    /// <summary>Scores allocations; what was scored before costs nothing.</summary>
    /// <param name="allocations">Experts of each MoE layer, one list per allocation.</param>
    /// <returns>One number per allocation; more is better.</returns>
    Task<IReadOnlyList<double>> OfAsync(IReadOnlyList<int[]> allocations);
}
