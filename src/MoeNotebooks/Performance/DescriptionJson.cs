using System.Text.Json;
using System.Text.Json.Serialization;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Performance;

/// <summary>
/// The JSON forms of hardware and engine descriptions: strict, so that a misspelt figure is refused and not ignored.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(HardwareDescription))]
[JsonSerializable(typeof(EngineDescription))]
internal sealed partial class DescriptionJson : JsonSerializerContext
{
    /// <summary>Reads one description.</summary>
    /// <param name="path">Where the text comes from.</param>
    /// <param name="json">The text.</param>
    /// <param name="type">What it describes.</param>
    /// <exception cref="MoeDataException">It is not that.</exception>
    public static T Read<T>(string path, string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type)
                ?? throw new MoeDataException(path, string.Empty, "holds null");
        }
        catch (JsonException error)
        {
            throw new MoeDataException(path, string.Empty, StrictJson.Reason(error), inner: error);
        }
    }
}
