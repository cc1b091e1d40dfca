using System.Text.Json.Nodes;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// An .ipynb file (nbformat 4) kept as JSON, so that everything not understood here survives; saved as 4.5.
/// </summary>
internal sealed class Notebook
{
    private readonly JsonObject _root;

    internal Notebook(string path, JsonObject root)
    {
        Path = path;
        _root = root;
    }

    /// <summary>The file it was read from.</summary>
    public string Path { get; }

    /// <summary>The file's name without folder and ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The folder it was read from: where a kernel starts, and so where relative paths begin.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    public JsonArray Cells => _root["cells"]!.AsArray();

    public JsonObject Metadata => _root["metadata"]!.AsObject();

    public IEnumerable<JsonObject> CodeCells =>
        Cells.Select(cell => cell!.AsObject()).Where(cell => Cell.TypeOf(cell) == "code");

    /// <summary>The first heading, or the file's name.</summary>
    public string Title =>
        Cells
            .Select(cell => cell!.AsObject())
            .Where(cell => Cell.TypeOf(cell) == "markdown")
            .SelectMany(cell => Cell.SourceOf(cell).Split('\n'))
            .FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))
            ?[2..].Trim()
        ?? Name;

    /// <summary>
    /// What this kit keeps in the notebook's metadata: the quick parameters, and how the last run went.
    /// </summary>
    public JsonObject Ours => NotebookJson.ChildObject(Metadata, "moenotebooks");

    /// <summary>Parameters of a quick run, from the metadata; empty where there are none.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Quick =>
        Cell.In(Metadata, "moenotebooks", "quick") is JsonObject quick
            ? quick.ToDictionary()
            : new Dictionary<string, JsonNode?>();

    public static Notebook Load(string path)
    {
        if (Directory.Exists(path) || !File.Exists(path))
        {
            throw new MoeMissingException(
                path,
                Directory.Exists(path) ? "is a folder, not a notebook" : "there is no such notebook"
            );
        }

        return new Notebook(path, NotebookJson.Read(path));
    }

    /// <summary>Forgets the results of an earlier run.</summary>
    public void ClearOutputs()
    {
        foreach (var cell in CodeCells)
        {
            cell["execution_count"] = null;
            cell["outputs"] = new JsonArray();
        }
    }

    public void Save(string path) => NotebookJson.Write(path, _root);
}
