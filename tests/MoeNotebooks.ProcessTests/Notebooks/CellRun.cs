namespace MoeNotebooks.ProcessTests.Notebooks;

/// <summary>What one cell published that is not measured anew each time, and its error.</summary>
/// <param name="Id">The cell's id.</param>
/// <param name="First">The first time.</param>
/// <param name="Second">The second time; of a solution, which is run once, the first again.</param>
internal sealed record CellRun(
    string Id,
    (IReadOnlyList<string> Published, string? Error) First,
    (IReadOnlyList<string> Published, string? Error) Second
);
