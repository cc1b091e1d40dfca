using System.Text.Json.Nodes;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Datasets;

/// <summary>The fields a task needs, in the hub's own order, and the one that tells documents apart.</summary>
/// <param name="IdField">The field that must not repeat; <see langword="null"/> where rows have no identity of their
/// own.</param>
/// <param name="Fields">All fields; a file may hold more.</param>
public sealed record DatasetSchema(string? IdField, params IReadOnlyList<DatasetField> Fields)
{
    /// <summary>
    /// The field, of the schema or beyond it, that says what a document is about: documents with the same text in it
    /// share a source, so errors count them as one draw. <see langword="null"/> where every document stands alone.
    /// </summary>
    public string? ClusterField { get; init; }

    /// <summary>
    /// A document with exactly this schema's fields, in this order: the same row from any kind of file is the same
    /// document.
    /// </summary>
    /// <param name="document">The row as read.</param>
    /// <exception cref="MoeDataException">A field is missing, null or of another kind.</exception>
    public TaskDocument Conform(TaskDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var fields = new JsonObject();
        foreach (var field in Fields)
        {
            var names = field.Name.Split('.');
            var parent = names.SkipLast(1).Aggregate(fields, Child);
            parent[names[^1]] = Value(document, field);
        }

        return document with
        {
            Fields = fields,
            Cluster =
                ClusterField is not null && document.Fields.ContainsKey(ClusterField)
                    ? document.Text(ClusterField)
                    : null,
        };
    }

    /// <summary>Fails on a file without documents and on two documents with the same id.</summary>
    /// <param name="path">The file.</param>
    /// <param name="documents">Its documents.</param>
    /// <returns>The documents.</returns>
    public IReadOnlyList<TaskDocument> CheckIds(string path, IReadOnlyList<TaskDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (documents.Count == 0)
        {
            throw new MoeDataException(path, string.Empty, "holds no records");
        }

        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var document in IdField is null ? [] : documents)
        {
            var id = document.Fields[IdField!]!.ToString();
            if (!places.TryAdd(id, document.Place))
            {
                throw document.Wrong(IdField!, $"is '{ErrorText.Name(id)}', as in {places[id]}; ids must differ");
            }
        }

        return documents;
    }

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    private static JsonNode Value(TaskDocument document, DatasetField field) =>
        field.Kind switch
        {
            FieldKind.Text => JsonValue.Create(document.Text(field.Name)),
            FieldKind.Integer => JsonValue.Create(document.Integer(field.Name)),
            _ => new JsonArray([.. document.Texts(field.Name).Select(text => JsonValue.Create(text))]),
        };
}
