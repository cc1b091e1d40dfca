using System.Text.Json.Nodes;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>The parts of one cell, and of texts in nbformat's two forms: one string, or a list of lines.</summary>
internal static class Cell
{
    public static string TypeOf(JsonObject cell) => cell["cell_type"]!.GetValue<string>();

    public static string IdOf(JsonObject cell) => cell["id"]!.GetValue<string>();

    public static string SourceOf(JsonObject cell) => Text(cell["source"]);

    public static JsonArray OutputsOf(JsonObject cell) => cell["outputs"]!.AsArray();

    public static bool HasTag(JsonObject cell, string tag) =>
        In(cell, "metadata", "tags") is JsonArray tags
        && tags.Any(value => value is JsonValue v && v.TryGetValue<string>(out var text) && text == tag);

    /// <summary>
    /// What lies under names one within the other; <see langword="null"/> where any of them is missing or what should
    /// hold it is no object.
    /// </summary>
    public static JsonNode? In(JsonNode? node, params IEnumerable<string> names) =>
        names.Aggregate(node, (holder, name) => (holder as JsonObject)?[name]);

    public static string Text(JsonNode? node) =>
        node switch
        {
            JsonArray lines => string.Concat(lines.Select(Text)),
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => string.Empty,
        };

    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length; )
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }

        return lines;
    }
}
