using MoeNotebooks.Errors;

namespace MoeNotebooks.Hub;

/// <summary>
/// The cache that Hugging Face's own tools use: <c>models--ORG--NAME/{blobs, refs, snapshots}</c>. A snapshot is a
/// folder named by its commit; its files are links into <c>blobs</c>.
/// </summary>
/// <param name="Root">The folder that holds the repositories' folders.</param>
public sealed record HubCache(string Root)
{
    /// <summary>The revision meant when none is given.</summary>
    public const string DefaultRevision = "main";

    /// <summary>The cache that <c>HF_HUB_CACHE</c>, else <c>HF_HOME</c>, else the user's home name.</summary>
    public static HubCache FromEnvironment()
    {
        if (Variable("HF_HUB_CACHE") is { } cache)
        {
            return new HubCache(cache);
        }

        var user = Variable("XDG_CACHE_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return new HubCache(Path.Combine(Variable("HF_HOME") ?? Path.Combine(user, "huggingface"), "hub"));
    }

    /// <summary>The folder of a repository.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="id">Its name.</param>
    public string Repository(RepoType type, RepoId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Path.Combine(Root, $"{(type == RepoType.Model ? "models" : "datasets")}--{id.Organisation}--{id.Name}");
    }

    /// <summary>The folder of a downloaded snapshot.</summary>
    /// <param name="type">The repository's kind.</param>
    /// <param name="id">Its name.</param>
    /// <param name="revision">A branch, tag or commit; <see langword="null"/> for main.</param>
    /// <exception cref="MoeMissingException">It was not downloaded; names the revisions that were.</exception>
    public string Snapshot(RepoType type, RepoId id, string? revision = null)
    {
        var wanted = revision ?? DefaultRevision;
        var repository = Repository(type, id);
        var commit = Commit(repository, wanted);
        if (
            commit is not null
            && Path.Combine(repository, "snapshots", commit) is var folder
            && Directory.Exists(folder)
        )
        {
            return folder;
        }

        var have = Revisions(repository);
        throw new MoeMissingException(
            $"{id} ({wanted})",
            have.Count == 0
                ? $"is not in the cache {Root}"
                : $"is not in the cache; these revisions are: {string.Join(", ", have.Take(10))}",
            $"Get it with 'moe download {id}{(type == RepoType.Dataset ? " --dataset" : string.Empty)}{(revision is null ? string.Empty : " --revision " + revision)}'"
        );
    }

    /// <summary>The commit that a name stands for; <see langword="null"/> where the cache does not know it.</summary>
    internal static string? Commit(string repository, string revision)
    {
        if (IsCommit(revision))
        {
            return revision;
        }

        var reference = Path.Combine(repository, "refs", revision);
        return
            Files.RelativeName.Problem(revision) is null
            && File.Exists(reference)
            && File.ReadAllText(reference).Trim() is var commit
            && IsSnapshotName(commit)
            ? commit
            : null;
    }

    /// <summary>Letters and digits only: safe as a folder's name.</summary>
    internal static bool IsSnapshotName(string text) =>
        text.Length is > 0 and <= 64 && text.All(char.IsAsciiLetterOrDigit);

    private static bool IsCommit(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    private static List<string> Revisions(string repository)
    {
        var references = new DirectoryInfo(Path.Combine(repository, "refs"));
        var snapshots = new DirectoryInfo(Path.Combine(repository, "snapshots"));
        return [.. Entries(references).Concat(Entries(snapshots))];
    }

    private static IEnumerable<string> Entries(DirectoryInfo folder) =>
        folder.Exists
            ? folder.EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)
            : [];

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
