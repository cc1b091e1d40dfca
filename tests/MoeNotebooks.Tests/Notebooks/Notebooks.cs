using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

/// <summary>Small notebooks for tests.</summary>
internal static class Notebooks
{
    /// <summary>A notebook of code cells; a cell that begins with "#" is Markdown.</summary>
    public static Notebook Of(params string[] cells) => new("test.ipynb", Json(cells));

    public static string Write(TemporaryFolder folder, string name, params string[] cells) =>
        folder.Write(name, Json(cells).ToJsonString());

    public static JsonObject Json(params string[] cells) =>
        new()
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject(),
            ["cells"] = new JsonArray([
                .. cells.Select((source, i) => source.StartsWith('#') ? Markdown(source, i) : Code(source, i)),
            ]),
        };

    private static JsonObject Markdown(string source, int i) =>
        new JsonObject
        {
            ["cell_type"] = "markdown",
            ["id"] = $"c{i}",
            ["metadata"] = new JsonObject(),
            ["source"] = source,
        };

    private static JsonObject Code(string source, int i) =>
        new JsonObject
        {
            ["cell_type"] = "code",
            ["id"] = $"c{i}",
            ["metadata"] = new JsonObject(),
            ["source"] = source,
            ["outputs"] = new JsonArray(),
            ["execution_count"] = null,
        };
}
