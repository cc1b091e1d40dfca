using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>
/// Loads tasks: finds their files, reads the evaluated split and, for few-shot, the one examples come from, and makes
/// prompts.
/// </summary>
/// <param name="data">Where to look; <see langword="null"/> for the project's mini sets and the hub's cache.</param>
/// <param name="hub">The hub that has what the cache lacks; <see langword="null"/> for the cache only.</param>
/// <param name="progress">Shows downloads.</param>
public sealed class TaskLoader(DataFolder? data = null, HubOptions? hub = null, IProgressReporter? progress = null)
{
    /// <summary>Loads one task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="fewShot">Examples before each question.</param>
    /// <param name="limit">Only so many documents; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="MoeMissingException">The task's files are nowhere.</exception>
    /// <exception cref="MoeDataException">A file or a document is wrong.</exception>
    /// <exception cref="MoeUsageException">A number is out of range, or there are too few documents for
    /// examples.</exception>
    public async Task<PreparedTask> LoadAsync(
        EvaluationTask task,
        int fewShot,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(task);
        Check(fewShot, limit);
        var source = task.Source;
        var evaluated = await ReadAsync(task, source.EvaluationSplit, cancellationToken) ?? throw Missing(task);
        var pool = fewShot == 0 ? null : await PoolAsync(task, cancellationToken);
        var examples = new FewShotExamples(task, (pool ?? evaluated).Documents, fewShot, pool is null);
        var items = evaluated
            .Documents.Take(limit ?? int.MaxValue)
            .Select(
                (document, index) =>
                    task.Form.Item(task.Name, index, document, examples.Next(document)) with
                    {
                        Cluster = document.Cluster,
                    }
            );
        return new(task, fewShot, evaluated.Documents.Count, [.. items], Digest(evaluated, pool), evaluated.Files);
    }

    /// <summary>Loads several tasks.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="fewShot">Examples before each question.</param>
    /// <param name="limit">Only so many documents of each; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<PreparedTask>> LoadAsync(
        IEnumerable<EvaluationTask> tasks,
        int fewShot = 0,
        int? limit = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var prepared = new List<PreparedTask>();
        foreach (var task in tasks)
        {
            prepared.Add(await LoadAsync(task, fewShot, limit, cancellationToken));
        }

        return prepared;
    }

    private static void Check(int fewShot, int? limit)
    {
        if (fewShot < 0)
        {
            throw new MoeUsageException("--num-fewshot", $"is {fewShot}, must be 0 or more");
        }

        if (limit < 1)
        {
            throw new MoeUsageException("--limit", $"is {limit}, must be 1 or more");
        }
    }

    // train, else validation, as lm-eval looks for examples; none of them means the evaluated split itself
    private async Task<LoadedSplit?> PoolAsync(EvaluationTask task, CancellationToken cancellationToken) =>
        await ReadAsync(task, task.Source.TrainSplit, cancellationToken)
        ?? (
            task.Source.TestSplit is null ? null : await ReadAsync(task, task.Source.ValidationSplit, cancellationToken)
        );

    private async Task<LoadedSplit?> ReadAsync(
        EvaluationTask task,
        string split,
        CancellationToken cancellationToken
    ) =>
        await FilesAsync(task, split, cancellationToken) is { } files
            ? await SplitReader.ReadAsync(files, task.Schema, cancellationToken)
            : null;

    private async Task<IReadOnlyList<string>?> FilesAsync(
        EvaluationTask task,
        string split,
        CancellationToken cancellationToken
    )
    {
        var folder = data ?? (task.IsSynthetic ? Bundled() : null);
        return folder is not null || task.IsSynthetic
            ? folder?.Find(task.DataName, task.Source, split)
            : await FromHubAsync(task, split, cancellationToken);
    }

    private static DataFolder? Bundled() =>
        ProjectFolder.Find(Path.Combine("data", "mini")) is { } mini ? new DataFolder(mini) : null;

    private async Task<IReadOnlyList<string>?> FromHubAsync(
        EvaluationTask task,
        string split,
        CancellationToken cancellationToken
    )
    {
        var id = RepoId.Parse(task.Source.Repository);
        if (hub is null)
        {
            return In(HubCache.FromEnvironment().Snapshot(RepoType.Dataset, id));
        }

        if (Cached(hub.Cache, id) is { } snapshot && In(snapshot) is { } files)
        {
            return files;
        }

        using var client = new HubClient(hub);
        return In(
            await client.DownloadAsync(
                RepoType.Dataset,
                id,
                null,
                [task.Source.Configuration + "/*.parquet"],
                progress ?? ProgressReporter.Silent,
                cancellationToken
            )
        );

        IReadOnlyList<string>? In(string folder) => new DataFolder(folder).Find(task.DataName, task.Source, split);
    }

    private static string? Cached(HubCache cache, RepoId id)
    {
        try
        {
            return cache.Snapshot(RepoType.Dataset, id);
        }
        catch (MoeMissingException)
        {
            return null;
        }
    }

    private MoeMissingException Missing(EvaluationTask task)
    {
        var split = task.Source.EvaluationSplit;
        var where = data?.Path ?? (task.IsSynthetic ? "data/mini" : "the hub's cache");
        return new MoeMissingException(
            where,
            $"holds no {task.Name}: looked for {task.DataName}/{split}.parquet, {task.DataName}.jsonl and {task.Source.Configuration}/{split}-00000-of-00001.parquet",
            task.IsSynthetic && data is null
                ? "Run in the project's folder, or give --data"
                : "Give --data a folder that holds one of them"
        );
    }

    private static string Digest(LoadedSplit evaluated, LoadedSplit? pool) =>
        pool is null
            ? evaluated.Digest
            : Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(evaluated.Digest + "\n" + pool.Digest + "\n"))
            );
}
