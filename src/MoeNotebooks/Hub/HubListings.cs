using System.Collections.Concurrent;
using System.Net;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Hub;

/// <summary>Asks a hub what a repository holds, and where it is.</summary>
internal sealed class HubListings(HubOptions options, HubHttp http, HubRetry retry)
{
    private const int LongestListing = 64 << 20;

    public Uri FileAddress(RepoType type, RepoId id, string commit, string name) =>
        new(
            options.Endpoint,
            $"{(type == RepoType.Dataset ? "datasets/" : string.Empty)}{id}/resolve/{commit}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}"
        );

    public async Task<HubListing> GetAsync(RepoType type, RepoId id, string revision, CancellationToken cancellation)
    {
        var kind = type == RepoType.Dataset ? "datasets" : "models";
        var address = new Uri(
            options.Endpoint,
            $"api/{kind}/{id}/revision/{Uri.EscapeDataString(revision)}?blobs=true"
        );
        var shown = HubHttp.Shown(address);
        var json = await retry.RunAsync(shown, token => ReadAsync(shown, address, token), cancellation);
        return HubListing.Parse(shown, json);
    }

    /// <summary>Fills in what the listing left out, from the headers that the hub gives for each file.</summary>
    public async Task<IReadOnlyList<HubFile>> IdentifyAsync(
        RepoType type,
        RepoId id,
        string commit,
        IReadOnlyList<HubFile> files,
        CancellationToken cancellation
    )
    {
        var known = new ConcurrentDictionary<string, HubFile>();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.ParallelFiles,
            CancellationToken = cancellation,
        };
        await Parallel.ForEachAsync(files, parallel, async (file, token) =>
        {
            var address = FileAddress(type, id, commit, file.Name);
            known[file.Name] = file is { Identity: not null, Size: not null }
                ? file
                : await retry.RunAsync(
                    HubHttp.Shown(address),
                    cancel => HeadAsync(address, commit, file, cancel),
                    token
                );
        });
        return [.. files.Select(file => known[file.Name])];
    }

    private async Task<HubFile> HeadAsync(Uri address, string commit, HubFile file, CancellationToken cancellation)
    {
        using var answer = await http.SendAsync(HttpMethod.Head, address, 0, cancellation);
        if (answer.Status is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
        {
            return file with { Identity = file.Identity ?? Unnamed(commit, file) };
        }

        if (!HubHttp.IsRedirect(answer.Status))
        {
            HubStatus.Check(HubHttp.Shown(address), answer);
        }

        return file with
        {
            Size = file.Size
                ?? answer.LinkedSize
                ?? (answer.Status == HttpStatusCode.OK ? answer.Headers.ContentLength : null),
            Identity = file.Identity ?? answer.Tag ?? Unnamed(commit, file),
        };
    }

    /// <summary>
    /// The identity of a file that the hub gives none for; never equal to an ETag, so it is never continued.
    /// </summary>
    private static string Unnamed(string commit, HubFile file) => $"no-etag/{commit}/{file.Name}";

    private async Task<ReadOnlyMemory<byte>> ReadAsync(string shown, Uri address, CancellationToken cancellation)
    {
        using var answer = await http.SendAsync(HttpMethod.Get, address, 0, cancellation);
        HubStatus.Check(shown, answer);
        if (answer.IsWebPage)
        {
            throw new MoeDataException(
                shown,
                string.Empty,
                "the server sent a web page instead of a listing",
                "Is there a login page or a proxy in between, or is HF_ENDPOINT wrong?"
            );
        }

        using var body = await answer.Response.Content.ReadAsStreamAsync(cancellation);
        var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (
            await StallingRead.ReadAsync(body, buffer, options.StallTimeout, content.Length, cancellation)
                is > 0
                    and var read
        )
        {
            content.Write(buffer, 0, read);
            if (content.Length > LongestListing)
            {
                throw new MoeDataException(shown, string.Empty, $"the listing is longer than {LongestListing} bytes");
            }
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
