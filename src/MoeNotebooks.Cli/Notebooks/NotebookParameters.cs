using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// Gives a notebook values for the variables of its cell tagged <c>parameters</c>: in a cell of their own after that
/// one, in place of an earlier run's, as assignments. A name that the cell does not declare is refused before
/// anything runs; a value of the wrong type fails when that cell is compiled.
/// </summary>
internal static class NotebookParameters
{
    private const string Declared = "parameters";
    private const string Injected = "injected-parameters";

    /// <summary>The variables that the parameters cell declares; empty without such a cell.</summary>
    public static IReadOnlyList<string> NamesIn(Notebook notebook)
    {
        var cells = notebook.CodeCells.Where(cell => Cell.HasTag(cell, Declared)).ToArray();
        if (cells.Length > 1)
        {
            throw new MoeDataException(notebook.Path, "cells " + string.Join(", ", cells.Select(Cell.IdOf)),
                $"{cells.Length} cells are tagged `parameters`; one is the limit");
        }

        return [.. cells.SelectMany(cell => Variables(Cell.SourceOf(cell)))];
    }

    public static void Inject(Notebook notebook, IReadOnlyDictionary<string, JsonNode?> values)
    {
        var names = NamesIn(notebook);
        foreach (var old in notebook.CodeCells.Where(cell => Cell.HasTag(cell, Injected)).ToArray())
        {
            notebook.Cells.Remove(old);
        }

        if (values.Count == 0)
        {
            return;
        }

        CheckNames(notebook, names, values.Keys);
        var declared = notebook.CodeCells.Single(cell => Cell.HasTag(cell, Declared));
        var lines = values.Select(value => $"{value.Key} = {Literal(value.Key, value.Value)};");
        notebook.Cells.Insert(notebook.Cells.IndexOf(declared) + 1, new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = NewId(notebook),
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(Injected) },
            ["outputs"] = new JsonArray(),
            ["source"] = Cell.Lines(string.Join('\n', lines.Prepend("// Parameters of this run"))),
        });
    }

    /// <summary>A value as typed on a command line: JSON where it is JSON, else a text.</summary>
    public static JsonNode? Parse(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }

    private static void CheckNames(Notebook notebook, IReadOnlyList<string> names, IEnumerable<string> given)
    {
        var unknown = given.Where(name => !names.Contains(name)).ToArray();
        if (unknown.Length > 0)
        {
            throw new MoeUsageException(
                "-p " + ErrorText.Name(unknown[0]),
                $"{notebook.Path} has no such parameter{Suggestion.DidYouMean(unknown[0], names)}",
                names.Count == 0 ? "It has no cell tagged `parameters`" : "It has " + string.Join(", ", names));
        }
    }

    private static IEnumerable<string> Variables(string source) =>
        CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(kind: SourceCodeKind.Script))
            .GetCompilationUnitRoot().Members
            .OfType<FieldDeclarationSyntax>()
            .SelectMany(field => field.Declaration.Variables)
            .Select(variable => variable.Identifier.ValueText);

    // Number, true, false and null read the same in JSON and C#; so does a JSON string that escapes all but ASCII.
    private static string Literal(string name, JsonNode? value) => value switch
    {
        null => "null",
        JsonArray items => "[" + string.Join(", ", items.Select(item => Literal(name, item))) + "]",
        JsonValue => value.ToJsonString(),
        _ => throw new MoeUsageException("-p " + name, "a parameter is a number, a text, true, false, null or a list of these"),
    };

    private static string NewId(Notebook notebook)
    {
        var taken = notebook.Cells.Select(cell => Cell.IdOf(cell!.AsObject())).ToHashSet();
        return Enumerable.Range(0, taken.Count + 1).Select(n => n == 0 ? Injected : $"{Injected}-{n}").First(id => !taken.Contains(id));
    }
}
