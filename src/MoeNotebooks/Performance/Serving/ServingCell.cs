using MoeNotebooks.Paper;

namespace MoeNotebooks.Performance.Serving;

/// <summary>A measured throughput of a served mixture.</summary>
/// <param name="Concurrency">Requests served together.</param>
/// <param name="Kept">Routed experts kept in a layer, n_e.</param>
/// <param name="Active">Experts a token uses, n_a.</param>
/// <param name="TokensPerSecond">Throughput.</param>
public sealed record ServingCell(int Concurrency, int Kept, int Active, double TokensPerSecond)
{
    /// <summary>The 206 cells that the paper publishes for V2-Lite: table 8 (64 kept, 6 to 2 active) and table 12 (64 to 6 kept, 6 active).</summary>
    public static IReadOnlyList<ServingCell> V2Lite { get; } =
    [
        .. PaperTables.Table8.Select(cell => new ServingCell(cell.Concurrency, 64, cell.Experts, cell.TokensPerSecond)),
        .. PaperTables.Table12.Select(cell => new ServingCell(cell.Concurrency, cell.Experts, 6, cell.TokensPerSecond)),
    ];
}
