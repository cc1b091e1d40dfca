using System.Net;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Hub;

/// <summary>One attempt after another at one file. What cannot be continued safely is begun anew.</summary>
internal sealed class BlobAttempt(
    HubHttp http,
    TimeSpan stallTimeout,
    ByteProgress progress,
    Uri address,
    HubFile file,
    PartialFile partial
)
{
    private readonly string _shown = HubHttp.Shown(address);
    private long _counted;

    /// <returns>True once the file is whole and its hash right.</returns>
    /// <exception cref="TransientException">Worth another attempt.</exception>
    /// <exception cref="MoeDataException">Not worth one.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        Count();
        var whole = partial.Length > 0 && partial.Length == file.Size;
        var continued = whole || await ReceiveAsync(cancellation);
        if (await partial.MismatchAsync(file.Identity!, cancellation) is not { } mismatch)
        {
            return true;
        }

        if (continued)
        {
            throw Restart(mismatch);
        }

        partial.Remove();
        throw new MoeDataException(
            _shown,
            string.Empty,
            mismatch + "; the file was removed",
            "Try again; if it stays so, the hub's copy is damaged"
        );
    }

    /// <summary>Receives what is missing. True where earlier bytes were continued.</summary>
    private async Task<bool> ReceiveAsync(CancellationToken cancellation)
    {
        using var answer = await http.SendAsync(HttpMethod.Get, address, partial.Length, cancellation);
        var start = Start(answer);
        var end = start + answer.Headers.ContentLength;
        if (file.Size is { } size && end is not null && end != size)
        {
            throw Restart($"the server offers {end} bytes; the hub lists {size}");
        }

        if (start == 0)
        {
            partial.Begin(answer.Tag);
        }

        partial.Continue();
        await CopyAsync(answer, cancellation);
        return file.Size is null || partial.Length == file.Size
            ? start > 0
            : throw new TransientException($"the body ended at byte {partial.Length} of {file.Size}");
    }

    /// <summary>The byte at which the answer's body begins.</summary>
    private long Start(HubAnswer answer)
    {
        var asked = partial.Length;
        if (answer.Status == HttpStatusCode.RequestedRangeNotSatisfiable && asked > 0)
        {
            throw Restart($"the server has no bytes from {asked} on");
        }

        HubStatus.Check(_shown, answer);
        if (answer.IsWebPage && Path.GetExtension(file.Name) is not (".html" or ".htm"))
        {
            throw new MoeDataException(
                _shown,
                string.Empty,
                "the server sent a web page instead of the file",
                "Is there a login page or a proxy in between?"
            );
        }

        if (answer.Status == HttpStatusCode.OK)
        {
            return 0; // the whole file, whatever was asked for
        }

        CheckRange(answer, asked);
        return asked;
    }

    private void CheckRange(HubAnswer answer, long asked)
    {
        var range = answer.Headers.ContentRange;
        if (range?.From != asked || (range.Length is { } length && file.Size is { } size && length != size))
        {
            throw Restart($"the server sent range '{range}' when asked for bytes from {asked} on");
        }

        if (answer.Tag is null || answer.Tag != (partial.Tag ?? file.Identity))
        {
            throw Restart(
                answer.Tag is null
                    ? "the server gave no strong ETag to continue by"
                    : "the file has another ETag than before"
            );
        }
    }

    private async Task CopyAsync(HubAnswer answer, CancellationToken cancellation)
    {
        using var body = await answer.Response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[1 << 16];
        while (
            await StallingRead.ReadAsync(body, buffer, stallTimeout, partial.Length, cancellation) is > 0 and var read
        )
        {
            if (partial.Length + read > file.Size)
            {
                throw Restart($"the body is longer than the {file.Size} bytes that the hub lists");
            }

            await partial.WriteAsync(buffer.AsMemory(0, read), cancellation);
            Count();
        }
    }

    private TransientException Restart(string problem)
    {
        partial.Begin(null);
        return new TransientException(problem);
    }

    /// <summary>Bytes that come a second time are not counted again.</summary>
    private void Count()
    {
        if (partial.Length > _counted)
        {
            progress.Advance(partial.Length - _counted);
            _counted = partial.Length;
        }
    }
}
