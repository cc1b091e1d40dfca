using System.Text.Json.Serialization;

namespace MoeNotebooks.Performance.Validation;

/// <summary>One published throughput beside its prediction.</summary>
/// <param name="Table">The table's file: <c>table08</c>.</param>
/// <param name="Concurrency">Requests served together.</param>
/// <param name="Column">The column of the file: <c>na6</c>, <c>ne64</c>, <c>throughput</c>.</param>
/// <param name="InputTokens">Tokens of a prompt.</param>
/// <param name="OutputTokens">Tokens of an answer.</param>
/// <param name="Paper">What the paper measured, tokens per second (quoted).</param>
/// <param name="Predicted">What the cost model gives.</param>
/// <param name="Fitted">Whether the parameters were fitted to this cell.</param>
/// <param name="Weak">Why the model may be off here; <see langword="null"/> where nothing speaks against it.</param>
public sealed record PaperCell(
    string Table,
    int Concurrency,
    string Column,
    int InputTokens,
    int OutputTokens,
    double Paper,
    double Predicted,
    bool Fitted,
    string? Weak
)
{
    /// <summary>The prediction's relative error.</summary>
    [JsonIgnore]
    public double Error => (Predicted / Paper) - 1;
}
