namespace MoeNotebooks.Configs;

/// <summary>
/// 8-bit weights with one scale per block: a weight is the stored number times the scale of its block.
/// </summary>
/// <param name="Rows">Rows of a block.</param>
/// <param name="Columns">Columns of a block.</param>
public sealed record BlockQuantisation(int Rows, int Columns);
