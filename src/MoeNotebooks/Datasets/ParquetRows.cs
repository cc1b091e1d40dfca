using System.Text.Json.Nodes;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace MoeNotebooks.Datasets;

/// <summary>Rebuilds rows from a row group's columns: values plus definition and repetition levels.</summary>
internal static class ParquetRows
{
    /// <summary>Whether a column's physical type can hold a field.</summary>
    public static bool Holds(DataField column, FieldKind kind) =>
        kind == FieldKind.Integer
            ? column.ClrType == typeof(int)
                || column.ClrType == typeof(long)
                || column.ClrType == typeof(short)
                || column.ClrType == typeof(sbyte)
            : column.ClrType == typeof(ReadOnlyMemory<char>) || column.ClrType == typeof(string);

    public static async Task<JsonObject[]> ReadAsync(
        ParquetRowGroupReader group,
        MemoryStream file,
        IReadOnlyList<(DatasetField Field, DataField Column)> columns,
        CancellationToken cancellationToken
    )
    {
        var rows = Array.Empty<JsonObject>();
        foreach (var (field, column) in columns)
        {
            using var raw = await ParquetInput.RawAsync(group, column, file, cancellationToken);
            JsonNode?[] cells = [.. Cells(raw, column)];
            if (cells.Length != group.RowCount)
            {
                throw new InvalidDataException(
                    $"column {field.Name} has {cells.Length} rows, its row group {group.RowCount}"
                );
            }

            rows = rows.Length == 0 ? [.. cells.Select(_ => new JsonObject())] : rows;
            for (var i = 0; i < cells.Length; i++)
            {
                Put(rows[i], field.Name, cells[i]);
            }
        }

        return rows;
    }

    private static IEnumerable<JsonNode?> Cells(RawColumnData raw, DataField column)
    {
        var values = Values(raw);
        var levels = column.MaxDefinitionLevel == 0 ? [] : raw.DefinitionLevels.ToArray();
        return column.MaxRepetitionLevel == 0
            ? ParquetLevels.Scalars(values, levels, column.MaxDefinitionLevel)
            : ParquetLevels.Lists(
                values,
                levels,
                raw.RepetitionLevels.ToArray(),
                column.MaxDefinitionLevel,
                column.IsNullable
            );
    }

    // The values' buffer is pooled: everything is copied out of it here.
    private static JsonNode?[] Values(RawColumnData raw) =>
        raw switch
        {
            RawColumnData<ReadOnlyMemory<char>> texts => Nodes(texts.Values, text => JsonValue.Create(text.ToString())),
            RawColumnData<int> numbers => Nodes(numbers.Values, number => JsonValue.Create(number)),
            RawColumnData<short> numbers => Nodes(numbers.Values, number => JsonValue.Create((int)number)),
            RawColumnData<sbyte> numbers => Nodes(numbers.Values, number => JsonValue.Create((int)number)),
            RawColumnData<long> numbers => Nodes(numbers.Values, number =>
                (int)number == number ? JsonValue.Create((int)number) : JsonValue.Create(number)
            ),
            _ => throw new InvalidDataException($"a column of {raw.GetType().Name} is not supported"),
        };

    private static JsonNode?[] Nodes<T>(ReadOnlySpan<T> values, Func<T, JsonNode?> node)
        where T : struct
    {
        var nodes = new JsonNode?[values.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = node(values[i]);
        }

        return nodes;
    }

    private static void Put(JsonObject row, string name, JsonNode? value)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            row[name] = value;
            return;
        }

        var parent = row[name[..dot]] as JsonObject;
        if (parent is null)
        {
            row[name[..dot]] = parent = [];
        }

        Put(parent, name[(dot + 1)..], value);
    }
}
