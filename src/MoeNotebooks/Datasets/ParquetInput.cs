using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace MoeNotebooks.Datasets;

/// <summary>Reads Parquet files that come from elsewhere, the one way for all readers: looked over before the library
/// sees them, and whatever it then stumbles over is the file's fault.</summary>
internal static class ParquetInput
{
    /// <summary>Opens a file and reads from it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="read">Reads; the stream is the file, as <see cref="RawAsync"/> needs it.</param>
    /// <param name="cancellation">Stops while the file is opened.</param>
    /// <param name="help">The next step where the bytes do not tell what they are instead; <see langword="null"/> for
    /// none.</param>
    /// <exception cref="MoeDataException">The file is damaged.</exception>
    public static async Task<T> ReadAsync<T>(
        string path,
        byte[] bytes,
        Func<ParquetReader, MemoryStream, Task<T>> read,
        CancellationToken cancellation,
        string? help = null
    )
    {
        try
        {
            ParquetGuard.Check(bytes);
            using var stream = new MemoryStream();
            stream.Write(bytes);
            await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellation);
            return await read(reader, stream);
        }
        catch (Exception error) when (error is not (MoeException or OperationCanceledException or OutOfMemoryException))
        {
            // The library meets damaged pages with exceptions of every kind: whichever it is, the file is to blame.
            throw new MoeDataException(
                path,
                string.Empty,
                "is not a readable Parquet file: " + error.Message,
                WrongFile.Hint(bytes) ?? help,
                error
            );
        }
    }

    /// <summary>The leaf of a column; <see langword="null"/> where there is no such column. A list's leaf is found by
    /// its place: it is named element by some writers, item or array_element by others.</summary>
    public static DataField? Leaf(ParquetSchema schema, string name) =>
        schema
            .GetDataFields()
            .FirstOrDefault(field =>
                field.Path.ToString() == name || field.Path.ToString().StartsWith(name + "/", StringComparison.Ordinal)
            );

    /// <summary>A column of a row group, lists' pages first made such as the library reads rightly.</summary>
    public static async Task<RawColumnData> RawAsync(
        ParquetRowGroupReader rows,
        DataField leaf,
        MemoryStream file,
        CancellationToken cancellation
    )
    {
        var chunk = rows.GetMetadata(leaf)!;
        ParquetEncodings.CheckType(leaf, chunk.MetaData!.Type);
        if (leaf.MaxRepetitionLevel > 0)
        {
            ParquetPageDowngrade.Apply(file, chunk);
        }

        return await rows.ReadRawColumnDataBaseAsync(leaf, cancellation);
    }
}
