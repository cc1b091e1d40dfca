using System.Text.Json.Nodes;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Datasets;

/// <summary>One row of a data set, its fields in the data set's own order, and where it was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Place">Where in the file: <c>line 12</c> or <c>row 12</c>, counted from 1.</param>
/// <param name="Fields">The row as JSON: strings, whole numbers, objects of lists of strings.</param>
public sealed record TaskDocument(string Path, string Place, JsonObject Fields)
{
    /// <summary>What it is about, if its data set says so; documents of one label share a source.</summary>
    public string? Cluster { get; init; }

    /// <summary>A string field.</summary>
    /// <param name="field">Its name; <c>a.b</c> is field b of object a.</param>
    /// <exception cref="MoeDataException">The field is missing, null or not a string.</exception>
    public string Text(string field) =>
        Find(field) is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw Wrong(field, "must be a string");

    /// <summary>A whole-number field.</summary>
    /// <param name="field">Its name.</param>
    /// <exception cref="MoeDataException">The field is missing, null or not a whole number of 32 bits.</exception>
    public int Integer(string field) =>
        Find(field) is var value && value is JsonValue one && one.TryGetValue(out int number)
            ? number
            : throw Wrong(
                field,
                $"must be a whole number from {int.MinValue} to {int.MaxValue}, is {ErrorText.Name(value!.ToJsonString())}"
            );

    /// <summary>A field that is a list of strings.</summary>
    /// <param name="field">Its name, <c>choices.text</c> for instance.</param>
    /// <exception cref="MoeDataException">The field is missing, null, or holds something else than strings.</exception>
    public IReadOnlyList<string> Texts(string field)
    {
        if (Find(field) is not JsonArray list)
        {
            throw Wrong(field, "must be a list of strings");
        }

        return
        [
            .. list.Select(
                (node, i) =>
                    node is JsonValue value && value.TryGetValue(out string? text)
                        ? text
                        : throw Wrong($"{field}[{i}]", "must be a string")
            ),
        ];
    }

    /// <summary>An error about a field of this row.</summary>
    /// <param name="field">The field.</param>
    /// <param name="problem">What is wrong with it.</param>
    public MoeDataException Wrong(string field, string problem) =>
        new(Path, $"{Place}, field {ErrorText.Name(field)}", problem);

    private JsonNode? Find(string field)
    {
        JsonNode? node = Fields;
        foreach (var name in field.Split('.'))
        {
            if (node is not JsonObject parent || !parent.TryGetPropertyValue(name, out node))
            {
                throw Wrong(field, "is missing");
            }
        }

        return node ?? throw Wrong(field, "is null");
    }
}
