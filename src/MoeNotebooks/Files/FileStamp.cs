using Microsoft.Win32.SafeHandles;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Files;

/// <summary>Length and time of last change of a file: enough to notice that it was replaced while in use.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Changed">Time of last change, UTC.</param>
internal sealed record FileStamp(long Length, DateTime Changed)
{
    /// <summary>The stamp of a file that is open.</summary>
    /// <param name="handle">The open file.</param>
    public static FileStamp Of(SafeFileHandle handle) =>
        new(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));

    /// <summary>Opens a file for reading; other processes may read, replace or remove it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MoeMissingException">It is not there.</exception>
    /// <exception cref="MoeDataException">It cannot be read, or has no content.</exception>
    internal static SafeFileHandle OpenFile(string path)
    {
        try
        {
            InputFile.RefuseEndless(path);
            return File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MoeMissingException(path, "there is no such file", null, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                Directory.Exists(path) ? "is a folder, not a file" : "cannot be read: " + error.Message,
                null,
                error
            );
        }
    }

    /// <summary>Opens the file again and makes sure that it is still the one that this stamp was taken of.</summary>
    internal SafeFileHandle Reopen(string path)
    {
        var handle = OpenFile(path);
        try
        {
            Verify(path, handle);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that an open file has not changed since this stamp was taken.</summary>
    internal void Verify(string path, SafeFileHandle handle)
    {
        if (Of(handle) is var now && now != this)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                $"was changed while in use: {Length} bytes of {Changed:O} became {now.Length} bytes of {now.Changed:O}",
                "Open the model again"
            );
        }
    }
}
