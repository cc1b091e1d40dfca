using System.Text.Json;
using System.Text.Json.Serialization;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Interchange.Import;

namespace MoeNotebooks.Loadtest;

/// <summary>Lines of a load test's file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BenchServingRow))]
internal sealed partial class BenchServingJson : JsonSerializerContext
{
    /// <summary>One line, without its break.</summary>
    public static string Write(BenchServingRow row) => JsonSerializer.Serialize(row, Default.BenchServingRow);

    /// <summary>Reads one line; fields that nobody here knows are skipped.</summary>
    /// <param name="path">Where it comes from.</param>
    /// <param name="where">Which line.</param>
    /// <param name="line">The line, as Python may have written it.</param>
    /// <exception cref="MoeDataException">It is no result of a load test.</exception>
    public static BenchServingRow Read(string path, string where, string line)
    {
        try
        {
            return JsonSerializer.Deserialize(PythonNumbers.ToJson(line), Default.BenchServingRow)
                ?? throw new MoeDataException(path, where, "holds null");
        }
        catch (JsonException error)
        {
            throw new MoeDataException(
                path,
                where,
                $"is no result of a load test: {StrictJson.Reason(error)}",
                "One JSON object per line, as moe loadtest and SGLang's bench_serving write them",
                error
            );
        }
    }
}
