using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using NJsonSchema;

namespace MoeNotebooks.Tests.Notebooks;

/// <summary>nbformat's own schema of version 4.5 (tests/golden/nbformat).</summary>
internal static class Schema
{
    private static readonly JsonSchema Nbformat = JsonSchema
        .FromJsonAsync(
            Flat(Path.Combine(Shared.Repository, "tests", "golden", "nbformat", "nbformat.v4.5.schema.json"))
        )
        .GetAwaiter()
        .GetResult();

    public static IEnumerable<string> Problems(string json) =>
        Nbformat.Validate(json).Select(error => error.ToString());

    /// <summary>Those of the file as it would be saved.</summary>
    public static IEnumerable<string> Problems(Notebook notebook)
    {
        using var folder = new TemporaryFolder();
        notebook.Save(folder["a.ipynb"]);
        return [.. Problems(File.ReadAllText(folder["a.ipynb"]))];
    }

    /// <summary>The validator finds definitions at the top only: those of the group "misc" are put there.</summary>
    private static string Flat(string path)
    {
        var schema = JsonNode
            .Parse(
                File.ReadAllText(path).Replace("#/definitions/misc/", "#/definitions/misc-", StringComparison.Ordinal)
            )!
            .AsObject();
        var definitions = schema["definitions"]!.AsObject();
        var group = definitions["misc"]!.AsObject();
        definitions.Remove("misc");
        foreach (var (name, definition) in group)
        {
            definitions["misc-" + name] = definition!.DeepClone();
        }

        return schema.ToJsonString();
    }
}
