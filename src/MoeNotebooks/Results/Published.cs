using System.Text.Json;
using System.Text.Json.Nodes;

namespace MoeNotebooks.Results;

/// <summary>
/// The machine-readable form in which a notebook's outputs carry its tables and verdicts, so that whoever executes
/// the notebook (this kit, Jupyter) leaves them in the file for <c>moe reproduce</c> and others to read.
/// </summary>
public static class Published
{
    /// <summary>The MIME type of the outputs.</summary>
    public const string MimeType = "application/vnd.moenotebooks+json";

    /// <summary>A table as JSON.</summary>
    /// <param name="table">The table.</param>
    public static string Json(PublishedTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new JsonObject
        {
            ["type"] = "table",
            ["name"] = table.Name,
            ["caption"] = table.Caption,
            ["kind"] = ResultKinds.Name(table.Kind),
            ["csv"] = TableCsv.Write(table.Content),
        }.ToJsonString();
    }

    /// <summary>A verdict as JSON.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Json(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var json = JsonSerializer.SerializeToNode(verdict, PublishedJson.Default.Verdict)!.AsObject();
        json.Insert(0, "type", "verdict");
        return json.ToJsonString();
    }

    /// <summary>Reads a verdict back.</summary>
    /// <param name="output">An output of type <see cref="MimeType"/>.</param>
    /// <returns><see langword="null"/> where the output is something else.</returns>
    public static Verdict? ReadVerdict(JsonObject output)
    {
        ArgumentNullException.ThrowIfNull(output);
        try
        {
            return Text(output["type"]) == "verdict" ? output.Deserialize(PublishedJson.Default.Verdict) : null;
        }
        catch (JsonException)
        {
            return null; // an output of another version or of a stranger's
        }
    }

    /// <summary>Reads a table back, as the CSV text that was published.</summary>
    /// <param name="output">An output of type <see cref="MimeType"/>.</param>
    /// <returns><see langword="null"/> where the output is something else.</returns>
    public static (string Name, string Csv)? ReadTable(JsonObject output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return
            Text(output["type"]) == "table"
            && Text(output["name"]) is { Length: > 0 } name
            && Text(output["csv"]) is { } csv
            ? (name, csv)
            : null;
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
