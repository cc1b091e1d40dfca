namespace MoeNotebooks.ProcessTests.Notebooks;

/// <summary>What the cells of a notebook said.</summary>
/// <param name="Cells">Its code cells, in order.</param>
/// <param name="Early">The errors of its cells, the last one first, each run before any cell above it but the one that
/// begins the session; <see langword="null"/> where one ran. None for solutions.</param>
internal sealed record NotebookRun(IReadOnlyList<CellRun> Cells, IReadOnlyList<(string Id, string? Error)> Early);
