using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Hub;

/// <summary>Downloads repositories from a Hugging Face hub into the cache that Hugging Face's own tools use.</summary>
internal sealed class HubClient : IDisposable
{
    private readonly HubOptions _options;
    private readonly HubHttp _http;
    private readonly HubRetry _retry;
    private readonly HubListings _listings;

    /// <summary>Creates a client.</summary>
    /// <param name="options">How to reach the hub.</param>
    public HubClient(HubOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _http = new HubHttp(options);
        _retry = new HubRetry(options);
        _listings = new HubListings(options, _http, _retry);
    }

    /// <summary>
    /// Downloads a repository, or the files of it that match; what is there already is not fetched again.
    /// </summary>
    /// <param name="type">A model or a data set.</param>
    /// <param name="id">Its name.</param>
    /// <param name="revision">A branch, tag or commit; <see langword="null"/> for main.</param>
    /// <param name="include">Patterns with * and ? over whole names (* matches / too); empty for all files.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it; what was received is kept.</param>
    /// <returns>The snapshot's folder.</returns>
    /// <exception cref="MoeMissingException">No such repository or revision; offline and not in the cache.</exception>
    /// <exception cref="MoeDataException">The hub's answers cannot be used, or there is no room on the
    /// disk.</exception>
    public async Task<string> DownloadAsync(
        RepoType type,
        RepoId id,
        string? revision,
        IReadOnlyList<string> include,
        IProgressReporter progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(progress);
        var wanted = revision ?? HubCache.DefaultRevision;
        if (RelativeName.Problem(wanted) is { } problem)
        {
            throw new MoeUsageException("--revision", $"'{ErrorText.Name(wanted)}' {problem}");
        }

        if (_options.Offline)
        {
            return Cached(type, id, revision);
        }

        var listing = await _listings.GetAsync(type, id, wanted, cancellation);
        var files = await _listings.IdentifyAsync(
            type,
            id,
            listing.Commit,
            Matching(id, listing.Files, include),
            cancellation
        );
        var snapshot = new SnapshotFolder(_options.Cache.Repository(type, id), listing.Commit);
        CreateFolders(snapshot);
        CheckSpace(snapshot, files);
        await FetchAsync(type, id, listing.Commit, files, snapshot, progress, cancellation);
        snapshot.Refer(wanted);
        return snapshot.Path;
    }

    /// <summary>Closes connections.</summary>
    public void Dispose() => _http.Dispose();

    private string Cached(RepoType type, RepoId id, string? revision)
    {
        try
        {
            return _options.Cache.Snapshot(type, id, revision);
        }
        catch (MoeMissingException error)
        {
            throw new MoeMissingException(
                "HF_HUB_OFFLINE",
                $"is set, so nothing is downloaded; {error.Message}, online",
                null,
                error
            );
        }
    }

    private async Task FetchAsync(
        RepoType type,
        RepoId id,
        string commit,
        IReadOnlyList<HubFile> files,
        SnapshotFolder snapshot,
        IProgressReporter progress,
        CancellationToken cancellation
    )
    {
        using var step = progress.Begin(
            $"Downloading {id}",
            ByteProgress.Megabytes(files.Sum(file => file.Size ?? 0)),
            ByteProgress.Unit
        );
        var download = new BlobDownload(_http, _retry, _options, new ByteProgress(step));
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = _options.ParallelFiles,
            CancellationToken = cancellation,
        };
        await Parallel.ForEachAsync(files, parallel, async (file, token) =>
        {
            var blob = BlobPath(snapshot, file);
            await download.RunAsync(_listings.FileAddress(type, id, commit, file.Name), file, blob, token);
            snapshot.Link(file.Name, blob);
        });
    }

    private static List<HubFile> Matching(RepoId id, IReadOnlyList<HubFile> files, IReadOnlyList<string> include)
    {
        var matching = files
            .Where(file =>
                include.Count == 0
                || include.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, file.Name, ignoreCase: false))
            )
            .ToList();
        return matching.Count > 0
            ? matching
            : throw new MoeUsageException(
                "--include",
                $"{string.Join(", ", include)} matches none of the {files.Count} files of {id}",
                "Names begin at the repository's root: '*.json'"
            );
    }

    private static void CreateFolders(SnapshotFolder snapshot)
    {
        try
        {
            Directory.CreateDirectory(snapshot.Blobs);
            Directory.CreateDirectory(snapshot.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MoeDataException(
                snapshot.Path,
                string.Empty,
                "cannot be created: " + error.Message,
                "HF_HUB_CACHE names another place",
                error
            );
        }
    }

    private void CheckSpace(SnapshotFolder snapshot, IReadOnlyList<HubFile> files)
    {
        var needed = files
            .DistinctBy(file => file.Identity)
            .Where(file => !BlobDownload.IsComplete(BlobPath(snapshot, file), file))
            .Sum(file => Math.Max(0, (file.Size ?? 0) - PartialFile.LengthOf(BlobPath(snapshot, file))));
        var free = _options.FreeSpace(snapshot.Blobs);
        if (needed > free)
        {
            throw new MoeDataException(
                snapshot.Blobs,
                string.Empty,
                $"the download needs {needed} bytes, the disk has {free} free",
                "Make room, or name another place by HF_HUB_CACHE"
            );
        }
    }

    /// <summary>
    /// A blob is named by its content's hash; by a hash of the server's ETag where that is no file name.
    /// </summary>
    private static string BlobPath(SnapshotFolder snapshot, HubFile file)
    {
        var name = file.Identity!;
        var safe = !name.Contains('/', StringComparison.Ordinal) && RelativeName.Problem(name) is null;
        return Path.Combine(
            snapshot.Blobs,
            safe ? name : "etag-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))
        );
    }
}
