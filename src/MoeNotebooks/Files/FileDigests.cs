using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Files;

/// <summary>SHA-256 of files, remembered while length and time of change stay the same.</summary>
public static class FileDigests
{
    private static readonly ConcurrentDictionary<(string Path, FileStamp Stamp), string> Known = new();

    /// <summary>The digest of one file, in lower-case hexadecimal.</summary>
    /// <param name="path">The file.</param>
    public static string Of(string path) => Of(path, null, CancellationToken.None);

    /// <summary>One digest over several files: SHA-256 of a line <c>NAME DIGEST</c> each.</summary>
    /// <param name="files">Names and paths, in the order that counts.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    public static string Combined(
        IEnumerable<(string Name, string Path)> files,
        IProgressReporter progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(progress);
        var all = files.ToList();
        using var step = progress.Begin(
            "Computing the digest",
            all.Sum(file => new FileInfo(file.Path).Length) >> 20,
            "MB"
        );
        var lines = string.Concat(all.Select(file => $"{file.Name} {Of(file.Path, step, cancellation)}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
    }

    private static string Of(string path, IProgressTask? step, CancellationToken cancellation)
    {
        using var handle = FileStamp.OpenFile(path);
        var stamp = FileStamp.Of(handle);
        var key = (Path.GetFullPath(path), stamp);
        if (Known.TryGetValue(key, out var known))
        {
            step?.Advance(stamp.Length >> 20);
            return known;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (var offset = 0L; offset < stamp.Length; offset += buffer.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, stamp.Length - offset));
            ExactRead.Into(path, handle, piece, offset);
            hash.AppendData(piece);
            step?.Advance(piece.Length >> 20);
        }

        stamp.Verify(path, handle);
        return Known[key] = Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
