namespace MoeNotebooks.Paper;

/// <summary>A cell of table 8, 9 or 12: the throughput of one configuration at one concurrency.</summary>
/// <param name="Concurrency">Requests served together.</param>
/// <param name="Experts">Active experts per token (tables 8 and 9) or experts kept in a layer (table 12).</param>
/// <param name="TokensPerSecond">Throughput.</param>
public sealed record ThroughputCell(int Concurrency, int Experts, double TokensPerSecond);
