using System.Text;
using System.Text.Unicode;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Files;

/// <summary>What every reader asks of a file before it opens it, and how small ones are read whole.</summary>
internal static class InputFile
{
    /// <summary>Bytes of the largest file that is read whole, where a reader has no limit of its own.</summary>
    public const long Largest = 1L << 30;

    /// <summary>
    /// Refuses a pipe or a device, which would be waited for, or read, for ever: their length is 0, as an empty file's.
    /// </summary>
    /// <param name="path">The file; one that is missing is left to its opening.</param>
    /// <exception cref="MoeDataException">There is nothing in it.</exception>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static void RefuseEndless(string path)
    {
        var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        if (file.Exists && file.Length == 0)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                "has 0 bytes: it is empty, or a pipe or device",
                "Write its content into a file"
            );
        }
    }

    /// <summary>All bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">Bytes that it may have.</param>
    /// <param name="help">The next step where there is no such file.</param>
    /// <exception cref="MoeMissingException">It is not there or cannot be read.</exception>
    /// <exception cref="MoeDataException">It is empty, a pipe, a device or too long.</exception>
    public static byte[] ReadBytes(string path, long largest = Largest, string? help = null)
    {
        try
        {
            RefuseEndless(path);
            var length = new FileInfo(path).Length;
            return length <= largest
                ? File.ReadAllBytes(path)
                : throw new MoeDataException(path, string.Empty, $"has {length:N0} bytes, the limit is {largest:N0}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Directory.Exists(path) ? new MoeMissingException(path, "is a folder, not a file", inner: error)
            : error is FileNotFoundException or DirectoryNotFoundException
                ? new MoeMissingException(path, "there is no such file", help, error)
            : new MoeMissingException(path, "cannot be read: " + error.Message, inner: error);
        }
    }

    /// <summary>A file as text, UTF-8 with or without a mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">Bytes that it may have.</param>
    /// <param name="help">The next step where there is no such file.</param>
    /// <exception cref="MoeMissingException">It is not there or cannot be read.</exception>
    /// <exception cref="MoeDataException">It is empty, a pipe, a device, too long or not UTF-8.</exception>
    public static string ReadText(string path, long largest = Largest, string? help = null)
    {
        var bytes = ReadBytes(path, largest, help).AsSpan();
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes)
            : throw new MoeDataException(
                path,
                string.Empty,
                "is not UTF-8",
                WrongFile.Hint(bytes) ?? "Save the file as UTF-8"
            );
    }
}
