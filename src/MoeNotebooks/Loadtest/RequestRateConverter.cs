using System.Text.Json;
using System.Text.Json.Serialization;
using MoeNotebooks.Interchange.Import;

namespace MoeNotebooks.Loadtest;

/// <summary>A rate as Python writes it: a number, infinity, or a word such as <c>trace</c>, which is no rate.</summary>
internal sealed class RequestRateConverter : JsonConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number => reader.GetDouble(),
            JsonTokenType.String => PythonNumbers.Parse(reader.GetString()!),
            _ => throw new JsonException(),
        };

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
    {
        if (value is { } rate && double.IsFinite(rate))
        {
            writer.WriteNumberValue(rate);
        }
        else
        {
            writer.WriteStringValue("inf"); // Python's float("inf"); a bare Infinity is no JSON
        }
    }
}
