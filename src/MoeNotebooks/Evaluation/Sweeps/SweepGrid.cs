namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>All allocations (b,h,e,p) with b, h and e from the levels and p from the peaks.</summary>
/// <param name="Levels">Numbers of experts.</param>
/// <param name="Peaks">MoE layers, counted from 1.</param>
public sealed record SweepGrid(IReadOnlyList<int> Levels, IReadOnlyList<int> Peaks);
