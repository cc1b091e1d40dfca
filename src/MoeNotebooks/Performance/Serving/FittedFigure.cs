namespace MoeNotebooks.Performance.Serving;

/// <summary>A parameter that was fitted to measurements.</summary>
/// <param name="Value">The best value.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
public sealed record FittedFigure(double Value, double Low, double High);
