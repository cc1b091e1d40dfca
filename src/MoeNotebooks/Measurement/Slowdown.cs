using MoeNotebooks.Performance;

namespace MoeNotebooks.Measurement;

/// <summary>A mixture's latency over that of the dense layer of equal active width, at one batch size.</summary>
/// <param name="Shape">The mixture.</param>
/// <param name="Tokens">Tokens processed together, L.</param>
/// <param name="Factor">The quotient of the median times.</param>
public sealed record Slowdown(LayerShape Shape, int Tokens, double Factor);
