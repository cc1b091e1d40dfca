using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace MoeNotebooks.Traces;

/// <summary>Reads a trace from a Parquet file; rows of one step and layer stand together.</summary>
internal static class TraceReader
{
    public static async Task<RoutingTrace> ReadAsync(string path, CancellationToken cancellation) =>
        await ParquetInput.ReadAsync(
            path,
            InputFile.ReadBytes(path),
            async (reader, stream) =>
            {
                var header = reader.CustomMetadata.TryGetValue(TraceSchema.HeaderKey, out var json)
                    ? TraceHeader.Parse(path, json)
                    : throw new MoeDataException(
                        path,
                        TraceSchema.HeaderKey,
                        "is missing from its metadata: this is no routing trace",
                        "moe eval --trace FILE writes one"
                    );
                var blocks = new List<TraceBlock>();
                using var digest = new TraceDigest();
                for (var group = 0; group < reader.RowGroupCount; group++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    using var rows = reader.OpenRowGroupReader(group);
                    blocks.AddRange(await BlocksAsync(path, header, reader.Schema, rows, stream, digest, cancellation));
                }

                if (
                    reader.CustomMetadata.TryGetValue(TraceSchema.DigestKey, out var written)
                    && written != digest.Of(json)
                )
                {
                    throw new MoeDataException(
                        path,
                        TraceSchema.DigestKey,
                        "is of other values: the file was damaged, or changed by hand",
                        "Record it again; who changed it on purpose leaves this key out of its metadata"
                    );
                }

                return new RoutingTrace(header, blocks);
            },
            cancellation
        );

    private static async Task<IEnumerable<TraceBlock>> BlocksAsync(
        string path,
        TraceHeader header,
        ParquetSchema schema,
        ParquetRowGroupReader rows,
        MemoryStream file,
        TraceDigest digest,
        CancellationToken cancellation
    )
    {
        var steps = await ColumnAsync<int>(path, TraceSchema.Step, schema, rows, file, digest, cancellation);
        var layers = await ColumnAsync<short>(path, TraceSchema.Layer, schema, rows, file, digest, cancellation);
        var tokens = await ColumnAsync<int>(path, TraceSchema.Token, schema, rows, file, digest, cancellation);
        var runs = Runs(steps, layers);
        var experts = await ListAsync<short>(path, TraceSchema.Experts, schema, rows, file, digest, cancellation);
        var weights = Has(schema, TraceSchema.Weights)
            ? await ListAsync<float>(path, TraceSchema.Weights, schema, rows, file, digest, cancellation)
            : null;
        var logits = Has(schema, TraceSchema.Logits)
            ? await ListAsync<float>(path, TraceSchema.Logits, schema, rows, file, digest, cancellation)
            : null;
        return
        [
            .. runs.Select(run =>
                TraceCheck.Checked(
                    path,
                    header,
                    new(
                        steps[run.From],
                        layers[run.From],
                        experts.Width(run),
                        tokens[run.From..run.To],
                        experts.Of(run)
                    )
                    {
                        Weights = weights?.Of(run),
                        Logits = logits?.Of(run),
                    }
                )
            ),
        ];
    }

    private static bool Has(ParquetSchema schema, string name) => ParquetInput.Leaf(schema, name) is not null;

    private static DataField Leaf(string path, ParquetSchema schema, string name) =>
        ParquetInput.Leaf(schema, name) ?? throw new MoeDataException(path, $"column {name}", "is missing");

    private static List<(int From, int To)> Runs(int[] steps, short[] layers)
    {
        var runs = new List<(int From, int To)>();
        for (var (from, row) = (0, 1); row <= steps.Length; row++)
        {
            if (row == steps.Length || steps[row] != steps[from] || layers[row] != layers[from])
            {
                runs.Add((from, row));
                from = row;
            }
        }

        return runs;
    }

    private static async Task<T[]> ColumnAsync<T>(
        string path,
        string name,
        ParquetSchema schema,
        ParquetRowGroupReader rows,
        MemoryStream file,
        TraceDigest digest,
        CancellationToken cancellation
    )
        where T : unmanaged
    {
        var leaf = Leaf(path, schema, name);
        using var raw = await ParquetInput.RawAsync(rows, leaf, file, cancellation);
        if (raw is RawColumnData<T> typed && leaf.MaxRepetitionLevel == 0 && typed.Values.Length == rows.RowCount)
        {
            digest.Add<T>(name, typed.Values);
            return typed.Values.ToArray();
        }

        throw new MoeDataException(
            path,
            $"column {name}",
            $"is of {leaf.ClrType.Name} and has empty cells or lists; it must hold one {typeof(T).Name} per row"
        );
    }

    private static async Task<TraceLists<T>> ListAsync<T>(
        string path,
        string name,
        ParquetSchema schema,
        ParquetRowGroupReader rows,
        MemoryStream file,
        TraceDigest digest,
        CancellationToken cancellation
    )
        where T : unmanaged
    {
        var leaf = Leaf(path, schema, name);
        using var raw = await ParquetInput.RawAsync(rows, leaf, file, cancellation);
        if (
            raw is RawColumnData<T> typed
            && leaf.MaxRepetitionLevel == 1
            && typed.Values.Length == typed.RepetitionLevels.Length
        )
        {
            digest.Add<T>(name, typed.Values);
            digest.Add<int>(TraceSchema.Lists(name), typed.RepetitionLevels);
            return TraceLists<T>.Of(
                path,
                name,
                typed.Values.ToArray(),
                typed.RepetitionLevels.ToArray(),
                checked((int)rows.RowCount)
            );
        }

        throw new MoeDataException(
            path,
            $"column {name}",
            $"is of {leaf.ClrType.Name}, or has empty cells; it must hold a list of {typeof(T).Name} per row"
        );
    }
}
