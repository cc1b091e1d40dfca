using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Datasets;

/// <summary>Reads documents from a JSON Lines file: one object per line, UTF-8.</summary>
internal static class JsonLines
{
    /// <summary>All documents of a file, checked against the schema; blank lines are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">The fields each document must have; other fields are left out.</param>
    /// <exception cref="MoeMissingException">There is no such file.</exception>
    /// <exception cref="MoeDataException">The first line that is wrong, and how.</exception>
    public static IReadOnlyList<TaskDocument> Read(string path, DatasetSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        using var stream = DatasetFile.Open(path);
        TaskDocument[] documents =
        [
            .. LineReader.Read(path, stream).Select(line => schema.Conform(Parse(path, line.Number, line.Text))),
        ];
        return schema.CheckIds(path, documents);
    }

    private static TaskDocument Parse(string path, int number, string text)
    {
        var parsed = StrictJson.Parse(path, text, $"line {number}");
        return ToNode(parsed) is JsonObject fields
            ? new TaskDocument(path, $"line {number}", fields)
            : throw new MoeDataException(path, $"line {number}", $"must be a JSON object, is {parsed.ValueKind}");
    }

    // Nodes of our own: those that wrap a parsed document decode strings only when asked, and fail then.
    private static JsonNode? ToNode(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new JsonObject(
                element.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, ToNode(field.Value)))
            ),
            JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(ToNode)]),
            JsonValueKind.String => JsonValue.Create(element.GetString()),
            JsonValueKind.Number when element.TryGetInt32(out var number) => JsonValue.Create(number),
            JsonValueKind.Null => null,
            _ => JsonValue.Create(element.Clone()),
        };
}
