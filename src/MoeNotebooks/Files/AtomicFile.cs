using System.Text;

namespace MoeNotebooks.Files;

/// <summary>
/// Writes a file whole or not at all: a temporary file in the same folder, flushed to disk, then renamed.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes <paramref name="path"/> through <paramref name="write"/>; an error leaves the old file as it was.
    /// </summary>
    /// <param name="path">The file; its folder is made if it is missing.</param>
    /// <param name="write">Writes the content to the stream it is given.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var partial = IncompleteName.For(full);
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, full, overwrite: true);
        }
        finally
        {
            File.Delete(partial); // no error when it was moved
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its content.</param>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Adds lines to a file, which is whole before and after; a last line without an end gets one.</summary>
    /// <param name="path">The file; it need not be there.</param>
    /// <param name="lines">The lines, without their ends.</param>
    public static void AppendLines(string path, params IEnumerable<string> lines)
    {
        var before = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        var end = before.Length == 0 || before.EndsWith('\n') ? string.Empty : "\n";
        WriteText(path, before + end + string.Concat(lines.Select(line => line + "\n")));
    }
}
