using System.Text.Json.Nodes;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Checks the cells of a notebook and adds what version 4.5 asks for and older files lack.</summary>
internal static class CellChecks
{
    public static void Apply(string path, JsonArray cells)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i] as JsonObject ?? throw new MoeDataException(path, $"cells[{i}]", "not a JSON object");
            if (cell["cell_type"] is not JsonValue type || !type.TryGetValue<string>(out var name) || name.Length == 0)
            {
                throw new MoeDataException(path, $"cells[{i}].cell_type", "missing or not a text");
            }

            if (name is not ("code" or "markdown" or "raw"))
            {
                throw new MoeDataException(
                    path,
                    $"cells[{i}].cell_type",
                    $"is '{ErrorText.Name(name)}'; cells are code, markdown or raw"
                );
            }

            if (!IsText(cell["source"]))
            {
                throw new MoeDataException(
                    path,
                    $"cells[{i}].source",
                    "missing, or neither a text nor a list of lines"
                );
            }

            NotebookJson.ChildObject(cell, "metadata");
            Complete(cell);
            GiveId(cell, i, ids);
        }
    }

    private static void Complete(JsonObject cell)
    {
        if (Cell.TypeOf(cell) != "code")
        {
            return;
        }

        if (cell["outputs"] is not JsonArray)
        {
            cell["outputs"] = new JsonArray();
        }

        if (!cell.ContainsKey("execution_count"))
        {
            cell["execution_count"] = null;
        }
    }

    private static void GiveId(JsonObject cell, int index, HashSet<string> taken)
    {
        var id = Cell.Text(cell["id"]);
        for (var n = index; id.Length == 0 || !taken.Add(id); n++)
        {
            id = $"cell-{n}";
        }

        cell["id"] = id;
    }

    private static bool IsText(JsonNode? node) =>
        node switch
        {
            JsonArray lines => lines.All(line => line is JsonValue value && value.TryGetValue<string>(out _)),
            JsonValue value => value.TryGetValue<string>(out _),
            _ => false,
        };
}
