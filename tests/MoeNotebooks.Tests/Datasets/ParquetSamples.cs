using Parquet;
using Parquet.Schema;

namespace MoeNotebooks.Tests.Datasets;

/// <summary>Small Parquet files in ARC's schema, written by the library itself.</summary>
internal static class ParquetSamples
{
    public static async Task<byte[]> ArcAsync(
        int rows,
        string leaf = "element",
        int rowsInGroup = int.MaxValue,
        CompressionMethod compression = CompressionMethod.Snappy
    )
    {
        var id = new DataField<string>("id");
        var question = new DataField<string>("question");
        var key = new DataField<string>("answerKey");
        var text = new ListField("text", new DataField<string>(leaf));
        var label = new ListField("label", new DataField<string>(leaf));
        var schema = new ParquetSchema(id, question, new StructField("choices", text, label), key);
        var stream = new MemoryStream();
        await using (
            var writer = await ParquetWriter.CreateAsync(
                schema,
                stream,
                new ParquetOptions { CompressionMethod = compression }
            )
        )
        {
            for (var start = 0; start < rows; start += rowsInGroup)
            {
                var numbers = Enumerable.Range(start, Math.Min(rowsInGroup, rows - start)).ToArray();
                using var group = writer.CreateRowGroup();
                await group.WriteAsync(id, numbers.Select(i => $"id-{i}").ToArray());
                await group.WriteAsync(question, numbers.Select(i => $"Question {i}, with some text?").ToArray());
                await ListsAsync(group, (DataField)text.Item, numbers.Select(i => new[] { $"a {i}", $"b {i}", "c" }));
                await ListsAsync(group, (DataField)label.Item, numbers.Select(_ => new[] { "A", "B", "C" }));
                await group.WriteAsync(key, numbers.Select(i => "ABC"[i % 3].ToString()).ToArray());
                group.CompleteValidate();
            }
        }

        return stream.ToArray();
    }

    private static Task ListsAsync(ParquetRowGroupWriter group, DataField field, IEnumerable<string[]> rows)
    {
        var cells = rows.ToArray();
        var values = cells.SelectMany(row => row).Select(text => text.AsMemory()).ToArray();
        var definition = values.Select(_ => field.MaxDefinitionLevel).ToArray();
        var repetition = cells.SelectMany(row => row.Select((_, i) => i == 0 ? 0 : 1)).ToArray();
        return group.WriteAllPartsAsync<ReadOnlyMemory<char>>(
            field,
            values,
            definition,
            repetition,
            TestContext.Current.CancellationToken
        );
    }
}
