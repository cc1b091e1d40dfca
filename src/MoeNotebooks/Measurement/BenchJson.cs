using System.Text.Json;
using System.Text.Json.Serialization;

namespace MoeNotebooks.Measurement;

/// <summary>The JSON forms of measurements.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchRow))]
[JsonSerializable(typeof(IReadOnlyList<BenchRow>))]
[JsonSerializable(typeof(LayerRow))]
[JsonSerializable(typeof(MachineRow))]
internal sealed partial class BenchJson : JsonSerializerContext
{
    /// <summary>One line each.</summary>
    public static BenchJson Lines { get; } =
        new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });

    /// <summary>For people too.</summary>
    public static BenchJson Indented { get; } =
        new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true });
}
