using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Notebooks;

/// <summary>What a parameter of a notebook may be set to.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its type as C# writes it: <c>int</c>, <c>double[]</c>.</param>
/// <param name="Limits">The least and the most that a number may be, in a list each of them; <see langword="null"/>
/// where nothing is stated.</param>
internal sealed record ParameterRule(string Name, string Type, (double Least, double Most)? Limits)
{
    /// <summary>
    /// What is wrong with a value, before anything runs; <see langword="null"/> where nothing is, or where only the
    /// compiler can tell.
    /// </summary>
    public string? Problem(JsonNode? value)
    {
        var (type, list) = Type.EndsWith("[]", StringComparison.Ordinal) ? (Type[..^2], true) : (Type, false);
        var fits = list ? value is JsonArray items && items.All(item => Fits(type, item)) : Fits(type, value);
        return fits
            ? null
            : $"is {ErrorText.Name(value?.ToJsonString() ?? "null")}; it is {(list ? "a list, each " : string.Empty)}{Words(type)}{LimitsInWords()}";
    }

    /// <summary>A value as typed on a command line: JSON where it is JSON, else a text.</summary>
    public static JsonNode? Parse(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }

    private bool Fits(string type, JsonNode? value) =>
        type switch
        {
            "string" => value?.GetValueKind() == JsonValueKind.String,
            "bool" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            "int" => value is JsonValue number && number.TryGetValue<int>(out var whole) && Within(whole),
            "double" => value is JsonValue number
                && number.TryGetValue<double>(out var any)
                && double.IsFinite(any)
                && Within(any),
            _ => true,
        };

    private bool Within(double value) => Limits is not { } limits || (value >= limits.Least && value <= limits.Most);

    private static string Words(string type) =>
        type switch
        {
            "string" => "a text",
            "bool" => "true or false",
            "int" => "a whole number",
            _ => "a number",
        };

    private string LimitsInWords() =>
        Limits is { } limits
            ? string.Create(CultureInfo.InvariantCulture, $" from {limits.Least} to {limits.Most}")
            : string.Empty;
}
