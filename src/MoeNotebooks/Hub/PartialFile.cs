using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Hub;

/// <summary>
/// A download under way: <c>BLOB.incomplete</c>, held by one process at a time, kept when the process dies.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly FileStream _stream;
    private readonly string _blob;

    private PartialFile(string blob, FileStream stream)
    {
        _blob = blob;
        _stream = stream;
        Tag = stream.Length > 0 && File.Exists(TagName) ? File.ReadAllText(TagName) : null;
    }

    /// <summary>Bytes so far.</summary>
    public long Length => _stream.Length;

    /// <summary>The ETag that the bytes so far came with, where it is not the blob's own name.</summary>
    public string? Tag { get; private set; }

    private string TagName => _blob + ".etag.incomplete";

    private static string Name(string blob) => blob + ".incomplete";

    /// <summary>Bytes that an earlier run has left.</summary>
    public static long LengthOf(string blob) => new FileInfo(Name(blob)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Takes hold of the file; waits while another process has it.</summary>
    /// <returns><see langword="null"/> where the other process has finished the blob meanwhile.</returns>
    public static async Task<PartialFile?> OpenAsync(string blob, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryOpen(blob) is { } partial)
            {
                if (!File.Exists(blob))
                {
                    return partial;
                }

                partial.Remove();
                return null;
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Continues at the end of the bytes so far.</summary>
    public void Continue() => _stream.Position = _stream.Length;

    /// <summary>Forgets all bytes so far; those to come have this ETag.</summary>
    public void Begin(string? tag)
    {
        _stream.SetLength(0);
        _stream.Position = 0;
        Tag = tag == Path.GetFileName(_blob) ? null : tag;
        File.Delete(TagName);
        if (Tag is not null)
        {
            AtomicFile.WriteText(TagName, Tag);
        }
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellation);
        }
        // The latter: over a limit on file sizes
        catch (Exception error) when (error is IOException or ArgumentOutOfRangeException)
        {
            throw new MoeDataException(
                _blob,
                string.Empty,
                $"cannot be written at byte {_stream.Position}: {error.Message.TrimEnd('.')}",
                "Make room, then run the command again: it continues where it stopped",
                error
            );
        }
    }

    /// <summary>
    /// What is wrong with the whole content; <see langword="null"/> where it has the hash that it is named by.
    /// </summary>
    public async Task<string?> MismatchAsync(string identity, CancellationToken cancellation)
    {
        await _stream.FlushAsync(cancellation);
        using var hash = BlobHash.Begin(identity, _stream.Length);
        var buffer = new byte[1 << 20];
        _stream.Position = 0;
        while (await _stream.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            hash.Append(buffer.AsSpan(0, read));
        }

        return hash.Mismatch();
    }

    /// <summary>Flushes to disk and gives the file its final name.</summary>
    public void Complete()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Delete(TagName);
        try
        {
            File.Move(Name(_blob), _blob, overwrite: true);
        }
        catch (FileNotFoundException) when (File.Exists(_blob))
        {
            // another process saw the whole file and named it first
        }
    }

    /// <summary>Removes the file.</summary>
    public void Remove()
    {
        File.Delete(TagName);
        File.Delete(Name(_blob));
        _stream.Dispose();
    }

    public void Dispose() => _stream.Dispose();

    private static PartialFile? TryOpen(string blob)
    {
        try
        {
            return new PartialFile(
                blob,
                new FileStream(Name(blob), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (IOException) when (File.Exists(Name(blob)) || File.Exists(blob))
        {
            return null; // held by another process, or just finished by it
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MoeDataException(blob, string.Empty, "cannot be written: " + error.Message, null, error);
        }
    }
}
