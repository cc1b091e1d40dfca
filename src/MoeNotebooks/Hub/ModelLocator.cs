using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Hub;

/// <summary>Finds the folder of a model that a user names.</summary>
public static class ModelLocator
{
    private const string Models =
        "Give a folder, mini-softmax, mini-sigmoid, mini-coarse, or ORG/NAME after 'moe download ORG/NAME'";

    /// <summary>
    /// The folder of a model: a folder's path; a name under <c>data/models</c> of this project, such as
    /// <c>mini-softmax</c>; or <c>ORG/NAME</c> (<c>ORG/NAME@REVISION</c>) in the Hugging Face cache.
    /// </summary>
    /// <param name="model">What the user wrote.</param>
    /// <exception cref="MoeMissingException">There is no such model; says where it was looked for.</exception>
    public static string Resolve(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Directory.Exists(model))
        {
            return Path.GetFullPath(model);
        }

        if (File.Exists(model))
        {
            throw new MoeUsageException(model, "is a file; a model is a folder");
        }

        return Bundled(model)
            ?? Cached(model)
            ?? throw (
                Bundled(model, "configs") is null
                    ? new MoeMissingException(model, "is neither a folder nor a model under data/models", Models)
                    : new MoeMissingException(
                        model,
                        "is a config under data/configs, without weights: 'moe whatif' and 'moe info' take it",
                        Models
                    )
            );
    }

    /// <summary>
    /// The folder of a model's config: as <see cref="Resolve"/>, or a name under <c>data/configs</c>, where no weights
    /// are.
    /// </summary>
    /// <param name="model">What the user wrote.</param>
    /// <exception cref="MoeMissingException">There is no such model.</exception>
    public static string ResolveConfig(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Directory.Exists(model) || File.Exists(model) || Bundled(model) is not null)
        {
            return Resolve(model);
        }

        return Bundled(model, "configs")
            ?? Cached(model)
            ?? throw new MoeMissingException(
                model,
                "is neither a folder nor a name under data/models or data/configs",
                $"Configs are {string.Join(", ", Configs())}. {Models}"
            );
    }

    private static IEnumerable<string> Configs() =>
        ProjectFolder.Find(Path.Combine("data", "configs")) is { } folder
            ? Directory.EnumerateDirectories(folder).Select(one => Path.GetFileName(one)).Order(StringComparer.Ordinal)
            : [];

    private static string? Bundled(string name, string kind = "models") =>
        name.IndexOfAny(['/', '\\', ':']) >= 0 || name is "" or "." or ".."
            ? null
            : ProjectFolder.Find(Path.Combine("data", kind, name));

    private static string? Cached(string model)
    {
        var parts = model.Split('@', 2);
        if (!RepoId.TryParse(parts[0], out var id))
        {
            return null;
        }

        try
        {
            return HubCache.FromEnvironment().Snapshot(RepoType.Model, id, parts.Length > 1 ? parts[1] : null);
        }
        catch (MoeMissingException error)
        {
            throw new MoeMissingException(
                model,
                $"there is no such folder; as a repository of the hub, {error.Message}",
                null,
                error
            );
        }
    }
}
