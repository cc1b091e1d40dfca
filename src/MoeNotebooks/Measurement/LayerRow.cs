using System.Text.Json;

namespace MoeNotebooks.Measurement;

/// <summary>
/// One layer at one batch, in the form of <c>data/measured/h100-layers.jsonl</c>: the routed experts with their router,
/// without shared ones.
/// </summary>
/// <param name="Test"><c>layer</c>.</param>
/// <param name="Shape">The model: <c>v2-lite</c>.</param>
/// <param name="Tokens">Tokens together.</param>
/// <param name="MoeUs">Microseconds of the mixture, the median.</param>
/// <param name="DenseTwinUs">Microseconds of the dense layer that does as much work for a token.</param>
/// <param name="Distinct">Different experts hit, counted.</param>
public sealed record LayerRow(string Test, string Shape, int Tokens, double MoeUs, double DenseTwinUs, double Distinct)
{
    /// <summary>The form of one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Lines.LayerRow);
}
