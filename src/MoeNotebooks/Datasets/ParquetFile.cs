using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using Parquet.Schema;

namespace MoeNotebooks.Datasets;

/// <summary>Reads documents from a Parquet file in the hub's schemas.</summary>
internal static class ParquetFile
{
    private const long LargestFile = 1L << 30;

    /// <summary>All documents of a file, checked against the schema; columns beyond it are not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">The fields each document must have.</param>
    /// <param name="cancellationToken">Stops between two columns.</param>
    /// <exception cref="MoeMissingException">There is no such file.</exception>
    /// <exception cref="MoeDataException">The file is damaged, or a row is wrong: which and how.</exception>
    public static async Task<IReadOnlyList<TaskDocument>> ReadAsync(
        string path,
        DatasetSchema schema,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(schema);
        var bytes = await BytesAsync(path, cancellationToken);
        var rows = await RowsAsync(path, bytes, schema, cancellationToken);
        TaskDocument[] documents =
        [
            .. rows.Select((row, i) => schema.Conform(new TaskDocument(path, $"row {i + 1}", row))),
        ];
        return schema.CheckIds(path, documents);
    }

    private static async Task<byte[]> BytesAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = DatasetFile.Open(path);
        if (stream.Length > LargestFile)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                $"is {stream.Length} bytes long, the limit is {LargestFile}"
            );
        }

        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static Task<JsonObject[]> RowsAsync(
        string path,
        byte[] bytes,
        DatasetSchema schema,
        CancellationToken cancellationToken
    ) =>
        ParquetInput.ReadAsync(
            path,
            bytes,
            async (reader, stream) =>
            {
                var columns = schema
                    .Fields.Select(field => (Field: field, Column: Column(path, reader.Schema, field)))
                    .ToArray();
                var rows = new List<JsonObject>();
                for (var group = 0; group < reader.RowGroupCount; group++)
                {
                    using var groupReader = reader.OpenRowGroupReader(group);
                    rows.AddRange(await ParquetRows.ReadAsync(groupReader, stream, columns, cancellationToken));
                }

                return rows.ToArray();
            },
            cancellationToken,
            help: "Fetch the file again"
        );

    private static DataField Column(string path, ParquetSchema schema, DatasetField field)
    {
        var isList = field.Kind == FieldKind.TextList;
        var found = ParquetInput.Leaf(schema, field.Name.Replace('.', '/'))
            ?? throw new MoeDataException(path, $"column {field.Name}", "is missing");
        var expected = field.Kind switch
        {
            FieldKind.Text => "a string column",
            FieldKind.Integer => "a whole-number column",
            _ => "a list of strings",
        };
        return found.MaxRepetitionLevel == (isList ? 1 : 0) && ParquetRows.Holds(found, field.Kind)
            ? found
            : throw new MoeDataException(
                path,
                $"column {field.Name}",
                $"must be {expected}, is {found.ClrType.Name} with {found.MaxRepetitionLevel} levels of repetition"
            );
    }
}
