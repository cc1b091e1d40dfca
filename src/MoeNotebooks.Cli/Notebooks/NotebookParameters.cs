using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Notebooks;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// Gives a notebook values for the variables of its cell tagged <c>parameters</c>: in a cell of their own after that
/// one, in place of an earlier run's, as assignments. A name that the cell does not declare, and a value that its type
/// or its stated limits do not allow, are refused before anything runs.
/// </summary>
internal static class NotebookParameters
{
    /// <summary>The tag of the cell with the usual values.</summary>
    public const string Declared = "parameters";

    /// <summary>The tag of the cell with a run's values.</summary>
    public const string Injected = "injected-parameters";

    /// <summary>Whether a notebook was given values of its own.</summary>
    public static bool AreGiven(Notebook notebook) => notebook.CodeCells.Any(cell => Cell.HasTag(cell, Injected));

    /// <summary>The variables that the parameters cell declares; empty without such a cell.</summary>
    public static IReadOnlyList<string> NamesIn(Notebook notebook) =>
        [.. Of(notebook).Select(parameter => parameter.Name)];

    public static void Inject(Notebook notebook, IReadOnlyDictionary<string, JsonNode?> values)
    {
        var declarations = Of(notebook);
        foreach (var old in notebook.CodeCells.Where(cell => Cell.HasTag(cell, Injected)).ToArray())
        {
            notebook.Cells.Remove(old);
        }

        if (values.Count == 0)
        {
            return;
        }

        Check(notebook, declarations, values);
        var declared = notebook.CodeCells.Single(cell => Cell.HasTag(cell, Declared));
        var lines = values.Select(value => $"{value.Key} = {Literal(value.Key, value.Value)};");
        notebook.Cells.Insert(
            notebook.Cells.IndexOf(declared) + 1,
            new JsonObject
            {
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["id"] = NewId(notebook),
                ["metadata"] = new JsonObject { ["tags"] = new JsonArray(Injected) },
                ["outputs"] = new JsonArray(),
                ["source"] = Cell.Lines(string.Join('\n', lines.Prepend("// Parameters of this run"))),
            }
        );
    }

    /// <summary>A value as typed on a command line: JSON where it is JSON, else a text.</summary>
    public static JsonNode? Parse(string value) => ParameterRule.Parse(value);

    /// <summary>The variables of the parameters cell, with what each may be; empty without such a cell.</summary>
    public static IReadOnlyList<ParameterRule> Of(Notebook notebook)
    {
        var cells = notebook.CodeCells.Where(cell => Cell.HasTag(cell, Declared)).ToArray();
        if (cells.Length > 1)
        {
            throw new MoeDataException(
                notebook.Path,
                "cells " + string.Join(", ", cells.Select(Cell.IdOf)),
                $"{cells.Length} cells are tagged `parameters`; one is the limit"
            );
        }

        return [.. cells.SelectMany(cell => NotebookParameter.In(Cell.SourceOf(cell)))];
    }

    private static void Check(
        Notebook notebook,
        IReadOnlyList<ParameterRule> declared,
        IReadOnlyDictionary<string, JsonNode?> values
    )
    {
        string[] names = [.. declared.Select(parameter => parameter.Name)];
        var unknown = values.Keys.Where(name => !names.Contains(name)).ToArray();
        if (unknown.Length > 0)
        {
            throw new MoeUsageException(
                "-p " + ErrorText.Name(unknown[0]),
                $"{notebook.Path} has no such parameter{Suggestion.DidYouMean(unknown[0], names)}",
                names.Length == 0 ? "It has no cell tagged `parameters`" : "It has " + string.Join(", ", names)
            );
        }

        (string Name, string Problem)[] wrong =
        [
            .. from parameter in declared
            where values.ContainsKey(parameter.Name)
            let problem = parameter.Problem(values[parameter.Name])
            where problem is not null
            select ("-p " + parameter.Name, problem),
        ];
        if (wrong.Length > 0)
        {
            throw wrong is [var only]
                ? new MoeUsageException(only.Name, only.Problem)
                : MoeUsageException.Many("parameters", [.. wrong.Select(one => $"{one.Name} {one.Problem}")]);
        }
    }

    // Number, true, false and null read the same in JSON and C#; so does a JSON string that escapes all but ASCII.
    private static string Literal(string name, JsonNode? value) =>
        value switch
        {
            null => "null",
            JsonArray items => "[" + string.Join(", ", items.Select(item => Literal(name, item))) + "]",
            JsonValue => value.ToJsonString(),
            _ => throw new MoeUsageException(
                "-p " + name,
                "a parameter is a number, a text, true, false, null or a list of these"
            ),
        };

    private static string NewId(Notebook notebook)
    {
        var taken = notebook.Cells.Select(cell => Cell.IdOf(cell!.AsObject())).ToHashSet();
        return Enumerable
            .Range(0, taken.Count + 1)
            .Select(n => n == 0 ? Injected : $"{Injected}-{n}")
            .First(id => !taken.Contains(id));
    }
}
