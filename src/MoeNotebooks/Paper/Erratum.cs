namespace MoeNotebooks.Paper;

/// <summary>Something in the paper that does not add up.</summary>
/// <param name="Where">The table, figure or section.</param>
/// <param name="Printed">What is printed there.</param>
/// <param name="Recomputed">What its own numbers, or the published models, give.</param>
/// <param name="Consequence">What it changes for a reader.</param>
public sealed record Erratum(string Where, string Printed, string Recomputed, string Consequence);
