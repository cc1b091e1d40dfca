using MoeNotebooks.Errors;

namespace MoeNotebooks.Hub;

/// <summary>
/// Brings one file into <c>blobs</c>: continues what an earlier run left, and names it once it is right.
/// </summary>
internal sealed class BlobDownload(HubHttp http, HubRetry retry, HubOptions options, ByteProgress progress)
{
    /// <param name="address">Where the file is.</param>
    /// <param name="file">What is known of it; its identity is known.</param>
    /// <param name="blob">Where it goes.</param>
    /// <param name="cancellation">Stops it; what was received is kept.</param>
    public async Task RunAsync(Uri address, HubFile file, string blob, CancellationToken cancellation)
    {
        if (IsComplete(blob, file) || await PartialFile.OpenAsync(blob, cancellation) is not { } partial)
        {
            progress.Advance(file.Size ?? 0);
            return;
        }

        using (partial)
        {
            var attempt = new BlobAttempt(http, options.StallTimeout, progress, address, file, partial);
            while (!await RetryAsync(attempt, partial, HubHttp.Shown(address), cancellation))
            {
                // a slow line may break any number of times, as long as it brings something in between
            }

            partial.Complete();
        }
    }

    /// <summary>A blob of the right name and size, whoever downloaded it.</summary>
    public static bool IsComplete(string blob, HubFile file) =>
        new FileInfo(blob) is { Exists: true } info && (file.Size is null || info.Length == file.Size);

    /// <summary>False where the retries are used up but more bytes have come than before.</summary>
    private async Task<bool> RetryAsync(
        BlobAttempt attempt,
        PartialFile partial,
        string shown,
        CancellationToken cancellation
    )
    {
        var before = partial.Length;
        try
        {
            return await retry.RunAsync(shown, attempt.RunAsync, cancellation);
        }
        catch (MoeException error)
            when (error.InnerException is TransientException { RetryAfter: null } && partial.Length > before)
        {
            return false;
        }
    }
}
