using System.Text.Json;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>Fields that hold a text or a list of them.</summary>
internal static class JsonTexts
{
    public static IReadOnlyList<string> Of(JsonElement? value, string field) =>
        value switch
        {
            null or { ValueKind: JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.String } text => [text.GetString()!],
            { ValueKind: JsonValueKind.Array } list
                when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [
                .. list.EnumerateArray().Select(item => item.GetString()!),
            ],
            _ => throw new RefusedException(400, $"{field} is neither a text nor a list of texts", field),
        };
}
