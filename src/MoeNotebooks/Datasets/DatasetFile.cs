using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Datasets;

/// <summary>Opens data files, turning the file system's refusals into this kit's errors.</summary>
internal static class DatasetFile
{
    public static FileStream Open(string path)
    {
        try
        {
            InputFile.RefuseEndless(path);
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MoeMissingException(path, "there is no such file", inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MoeDataException(path, string.Empty, "cannot be read: " + error.Message, inner: error);
        }
    }
}
