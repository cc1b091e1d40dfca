namespace MoeNotebooks.Performance.Hardware;

/// <summary>One figure of a machine and where it comes from.</summary>
/// <param name="Value">The figure, in the unit that its name gives.</param>
/// <param name="Source">A data sheet, a paper, or the command that measured it.</param>
public sealed record SourcedFigure(double Value, string Source);
