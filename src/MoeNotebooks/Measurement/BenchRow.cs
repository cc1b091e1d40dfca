using System.Text.Json;

namespace MoeNotebooks.Measurement;

/// <summary>
/// One test of a model: its speed, and how near it is to what memory gives. Measured, but for the bytes, which are
/// counted by a formula.
/// </summary>
/// <param name="Test"><c>pp512</c> for a prompt of 512 tokens, <c>tg64</c> for 64 decoded ones.</param>
/// <param name="Batch">Sequences together.</param>
/// <param name="Experts">Experts per token.</param>
/// <param name="TokensPerSecond">The mean of the samples, all sequences together.</param>
/// <param name="Stdev">Their standard deviation.</param>
/// <param name="Samples">Tokens per second of each repetition.</param>
public sealed record BenchRow(
    string Test,
    int Batch,
    int Experts,
    double TokensPerSecond,
    double Stdev,
    IReadOnlyList<double> Samples
)
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Its decoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Experts kept in a layer.</summary>
    public required int Kept { get; init; }

    /// <summary>Tokens in the cache before decoding.</summary>
    public required int Depth { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }

    /// <summary><c>bf16</c> or <c>f32</c>.</summary>
    public required string Dtype { get; init; }

    /// <summary>How experts were computed: <c>automatic</c>, <c>sorted</c>, <c>grouped</c> or <c>kernels</c>.</summary>
    public required string ExpertsBackend { get; init; }

    /// <summary>
    /// Bytes that a decode step must read, by formula (<see cref="StepBytes"/>); <see langword="null"/> for a prompt.
    /// </summary>
    public double? BytesPerStep { get; init; }

    /// <summary>What that makes in 10^9 bytes per second; <see langword="null"/> for a prompt.</summary>
    public double? ReadGbS { get; init; }

    /// <summary>
    /// What a plain sum reads here, in 10^9 bytes per second: the median of readings between the repetitions.
    /// </summary>
    public double? MeasuredGbS { get; init; }

    /// <summary><see cref="ReadGbS"/> of <see cref="MeasuredGbS"/>.</summary>
    public double? ShareOfMeasured { get; init; }

    /// <summary>The bandwidth on the data sheet; <see langword="null"/> where the machine is not known.</summary>
    public double? DataSheetGbS { get; init; }

    /// <summary><see cref="ReadGbS"/> of <see cref="DataSheetGbS"/>.</summary>
    public double? ShareOfDataSheet { get; init; }

    /// <summary>Where and when it was measured; filled in where rows are kept.</summary>
    public string? Provenance { get; init; }

    /// <summary>The form of one line of a file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Lines.BenchRow);

    /// <summary>Several as one array.</summary>
    /// <param name="rows">The rows.</param>
    public static string ToJson(IReadOnlyList<BenchRow> rows) =>
        JsonSerializer.Serialize(rows, BenchJson.Indented.IReadOnlyListBenchRow);
}
