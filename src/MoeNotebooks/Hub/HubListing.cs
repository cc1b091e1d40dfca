using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Hub;

/// <summary>What a repository holds at one commit.</summary>
/// <param name="Commit">The commit: a hash, which names the snapshot's folder.</param>
/// <param name="Files">Its files.</param>
internal sealed record HubListing(string Commit, IReadOnlyList<HubFile> Files)
{
    /// <summary>Checks a hub's answer.</summary>
    /// <param name="address">Where it came from, for messages.</param>
    /// <param name="json">The answer.</param>
    /// <exception cref="MoeDataException">It is no listing, or a file name leads out of the folder.</exception>
    public static HubListing Parse(string address, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(address, document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new MoeDataException(
                address,
                string.Empty,
                "the hub's answer is not a listing: " + error.Message.TrimEnd('.'),
                null,
                error
            );
        }
    }

    private static HubListing Read(string address, JsonElement root)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || Text(root, "sha") is not { } commit
            || !HubCache.IsSnapshotName(commit)
            || !root.TryGetProperty("siblings", out var siblings)
            || siblings.ValueKind != JsonValueKind.Array
        )
        {
            throw new MoeDataException(
                address,
                string.Empty,
                "the hub's answer is not a listing: it lacks a commit ('sha') or files ('siblings')"
            );
        }

        var files = siblings.EnumerateArray().Select(file => ReadFile(address, file)).ToList();
        var problems = files
            .Select(file => (file.Name, Problem: RelativeName.Problem(file.Name)))
            .Where(file => file.Problem is not null)
            .Concat(
                files
                    .GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase)
                    .Where(group => group.Count() > 1)
                    .Select(group => (Name: group.Key, Problem: (string?)"appears twice"))
            )
            .Select(file => $"file name '{ErrorText.Name(file.Name)}' {file.Problem}")
            .ToList();
        return problems.Count == 0 ? new HubListing(commit, files) : throw MoeDataException.Many(address, problems);
    }

    private static HubFile ReadFile(string address, JsonElement file)
    {
        if (file.ValueKind != JsonValueKind.Object || Text(file, "rfilename") is not { } name)
        {
            throw new MoeDataException(address, "siblings", "an entry has no file name ('rfilename')");
        }

        var large = file.TryGetProperty("lfs", out var lfs) && lfs.ValueKind == JsonValueKind.Object;
        var size =
            file.TryGetProperty("size", out var number)
            && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt64(out var bytes)
            && bytes >= 0
                ? bytes
                : (long?)null;
        return new HubFile(name, size, BlobHash.Known(large ? Text(lfs, "sha256") : Text(file, "blobId")));
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
