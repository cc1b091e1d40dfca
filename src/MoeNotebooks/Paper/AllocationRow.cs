namespace MoeNotebooks.Paper;

/// <summary>A row of table 10 or 11: the accuracy under an allocation (b,h,e,p) of experts to layers.</summary>
/// <param name="B">Experts of the first MoE layer.</param>
/// <param name="H">Experts of MoE layer <paramref name="P"/>.</param>
/// <param name="E">Experts of the last MoE layer.</param>
/// <param name="P">The layer that gets <paramref name="H"/>, counted as the paper counts.</param>
/// <param name="Scores">What the row reports.</param>
public sealed record AllocationRow(int B, int H, int E, int P, TaskScores Scores)
{
    /// <summary>The four-tuple as the paper writes it.</summary>
    public string Name => $"({B},{H},{E},{P})";
}
