namespace MoeNotebooks.ProcessTests.Notebooks;

/// <summary>What the cells of a notebook said.</summary>
/// <param name="Cells">Its code cells, in order.</param>
/// <param name="Early">The error of its last cell, run right after the session began; <see langword="null"/> where it ran, and for solutions.</param>
internal sealed record NotebookRun(IReadOnlyList<CellRun> Cells, string? Early);
