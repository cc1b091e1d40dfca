using MoeNotebooks.Errors;

namespace MoeNotebooks.Datasets;

/// <summary>Finds a task's files in a folder, in any of the layouts that people keep them in.</summary>
/// <param name="path">The folder.</param>
public sealed class DataFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } =
        Directory.Exists(path)
            ? path
            : throw new MoeMissingException(path, "there is no such folder", "Give --data a folder");

    /// <summary>The files that hold a split, in order; <see langword="null"/> where the folder has none.</summary>
    /// <param name="name">The name of the task's files: <c>NAME/SPLIT.parquet</c>, <c>NAME/SPLIT.jsonl</c>,
    /// <c>NAME.jsonl</c>.</param>
    /// <param name="source">The data set on the hub: <c>CONFIGURATION/SPLIT-00000-of-00001.parquet</c>, alone or under
    /// its repository's name.</param>
    /// <param name="split">The split.</param>
    public IReadOnlyList<string>? Find(string name, DatasetSource source, string split)
    {
        ArgumentNullException.ThrowIfNull(source);
        string[] single =
            split == source.EvaluationSplit
                ? [In(name, split + ".parquet"), In(name, split + ".jsonl"), In(name + ".jsonl"), In(name + ".parquet")]
                : [In(name, split + ".parquet"), In(name, split + ".jsonl")];
        return single.FirstOrDefault(File.Exists) is { } file ? [file] : Shards(source, split);
    }

    private string[]? Shards(DatasetSource source, string split)
    {
        var repository = source.Repository.Split('/');
        string[] folders =
        [
            In(source.Configuration),
            In(repository[^1], source.Configuration),
            In([.. repository, source.Configuration]),
        ];
        return folders
            .Where(Directory.Exists)
            .Select(folder =>
                Complete(Directory.GetFiles(folder, split + "-*-of-*.parquet").Order(StringComparer.Ordinal))
            )
            .FirstOrDefault(files => files.Length > 0);
    }

    /// <summary>
    /// Fails where one of the files <c>SPLIT-i-of-n.parquet</c> is not there: half a split would give wrong numbers.
    /// </summary>
    private static string[] Complete(IEnumerable<string> found)
    {
        string[] files = [.. found];
        if (files.Length > 0)
        {
            var total = System.IO.Path.GetFileNameWithoutExtension(files[0]).Split('-')[^1];
            if (
                !int.TryParse(total, System.Globalization.CultureInfo.InvariantCulture, out var expected)
                || expected != files.Length
            )
            {
                throw new MoeDataException(
                    files[0],
                    string.Empty,
                    $"belongs to {total} files, {files.Length} of them are here",
                    "Fetch the others."
                );
            }
        }

        return files;
    }

    private string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
