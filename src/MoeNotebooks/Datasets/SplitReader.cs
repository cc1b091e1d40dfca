using MoeNotebooks.Files;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Datasets;

/// <summary>Reads the files of a split, whatever their kind.</summary>
internal static class SplitReader
{
    /// <summary>All documents of the files, in order.</summary>
    /// <param name="files">Parquet or JSON Lines files.</param>
    /// <param name="schema">The fields each document must have.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="Errors.MoeDataException">The first thing that is wrong: file, row, field.</exception>
    public static async Task<LoadedSplit> ReadAsync(
        IReadOnlyList<string> files,
        DatasetSchema schema,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(schema);
        var documents = new List<TaskDocument>();
        foreach (var file in files)
        {
            documents.AddRange(
                file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)
                    ? await ParquetFile.ReadAsync(file, schema, cancellationToken)
                    : JsonLines.Read(file, schema)
            );
        }

        var digest =
            files.Count == 1
                ? FileDigests.Of(files[0])
                : FileDigests.Combined(
                    files.Select(file => (Path.GetFileName(file), file)),
                    ProgressReporter.Silent,
                    cancellationToken
                );
        return new(schema.CheckIds(files[0], documents), digest, files);
    }
}
