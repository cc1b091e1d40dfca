using MoeNotebooks.Errors;

namespace MoeNotebooks.Files;

/// <summary>What every reader asks of a file before it opens it.</summary>
internal static class InputFile
{
    /// <summary>Refuses a pipe or a device, which would be waited for, or read, for ever: their length is 0, as an empty file's.</summary>
    /// <param name="path">The file; one that is missing is left to its opening.</param>
    /// <exception cref="MoeDataException">There is nothing in it.</exception>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static void RefuseEndless(string path)
    {
        var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        if (file.Exists && file.Length == 0)
        {
            throw new MoeDataException(path, string.Empty, "has 0 bytes: it is empty, or a pipe or device", "Write its content into a file");
        }
    }
}
