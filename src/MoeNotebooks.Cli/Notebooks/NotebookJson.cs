using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Reads and checks the JSON of a notebook, and writes it as Jupyter does.</summary>
internal static class NotebookJson
{
    private const long LargestFile = 256L << 20;

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonObject Read(string path) => Check(path, Parse(path));

    public static void Write(string path, JsonObject root) =>
        AtomicFile.WriteText(path, root.ToJsonString(Written) + "\n");

    /// <summary>The object under a name, made where there is none.</summary>
    public static JsonObject ChildObject(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    private static JsonObject Parse(string path) =>
        StrictJson.ReadFile(path, LargestFile) is { ValueKind: JsonValueKind.Object } root
            ? JsonObject.Create(root)!
            : throw new MoeDataException(path, string.Empty, "not a notebook: the file is not a JSON object");

    private static JsonObject Check(string path, JsonObject root)
    {
        if (Number(root["nbformat"]) is not 4)
        {
            throw new MoeDataException(
                path,
                "nbformat",
                $"{root["nbformat"]?.ToJsonString() ?? "missing"}; only version 4 is read",
                "Convert it with 'jupyter nbconvert --to notebook'"
            );
        }

        if (root["cells"] is not JsonArray cells)
        {
            throw new MoeDataException(path, "cells", "missing or not a list");
        }

        root["nbformat_minor"] = Math.Max(5, Number(root["nbformat_minor"]) ?? 0);
        CheckLanguage(path, ChildObject(root, "metadata"));
        CellChecks.Apply(path, cells);
        return root;
    }

    private static void CheckLanguage(string path, JsonObject metadata)
    {
        var language = Cell.Text((metadata["language_info"] as JsonObject)?["name"]);
        var kernel = metadata["kernelspec"] as JsonObject;
        language = language.Length > 0 ? language : Cell.Text(kernel?["language"]);
        if (language.Length > 0 && language.ToUpperInvariant() is not ("C#" or "CSHARP" or "POLYGLOT-NOTEBOOK"))
        {
            throw new MoeDataException(
                path,
                "metadata.language_info.name",
                $"'{language}'; this host runs C# notebooks (kernel .net-csharp)"
            );
        }
    }

    private static int? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
