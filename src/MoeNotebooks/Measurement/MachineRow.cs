using System.Text.Json;

namespace MoeNotebooks.Measurement;

/// <summary>The machine that rows were measured on, their first line.</summary>
/// <param name="Test"><c>machine</c>.</param>
/// <param name="SumReadGbS">What a plain sum reads, in 10^9 bytes per second.</param>
/// <param name="Bf16Tflops">The rate of a square product, in 10^12 operations per second.</param>
/// <param name="Provenance">Where and when.</param>
public sealed record MachineRow(string Test, double SumReadGbS, double Bf16Tflops, string Provenance)
{
    /// <summary>The form of one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Lines.MachineRow);
}
