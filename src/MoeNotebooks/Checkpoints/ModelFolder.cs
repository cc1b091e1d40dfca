using System.Text;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Checkpoints;

/// <summary>A folder in the form the Hugging Face hub uses; gives out only paths that stay inside it.</summary>
/// <remarks>
/// A symbolic link may lead out in one case: from a hub cache's <c>snapshots/REVISION</c> into its own <c>blobs</c>.
/// </remarks>
internal sealed class ModelFolder
{
    private const long LongestText = 64 << 20;
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );
    private readonly string _real;

    private ModelFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _real = RealPath.Of(path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Opens a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="MoeMissingException">It is not there.</exception>
    public static ModelFolder Open(string path) =>
        Directory.Exists(path)
            ? new ModelFolder(path)
            : throw new MoeMissingException(
                path,
                File.Exists(path) ? "is a file; a model is a folder" : "there is no such folder"
            );

    /// <summary>Whether the folder has a file of that name.</summary>
    /// <param name="name">A relative name with forward slashes.</param>
    public bool Has(string name) => File.Exists(System.IO.Path.Combine(Path, name));

    /// <summary>The path of a file, whether it exists or not.</summary>
    /// <param name="name">A relative name with forward slashes, possibly from data.</param>
    /// <exception cref="MoeDataException">The name, or a link it meets, leads out of the folder.</exception>
    public string FilePath(string name)
    {
        if (RelativeName.Problem(name) is { } problem)
        {
            throw new MoeDataException(Path, ErrorText.Name(name), "the file name " + problem);
        }

        var path = System.IO.Path.Combine(Path, name);
        var real = Follow(name, path);
        return RealPath.IsInside(real, _real) || IsBlob(real)
            ? path
            : throw new MoeDataException(
                Path,
                ErrorText.Name(name),
                $"is a link out of the folder, to {real}",
                "Copy the file into the folder"
            );
    }

    /// <summary>A file's content as text.</summary>
    /// <param name="name">A relative name with forward slashes.</param>
    /// <returns>The text without a byte order mark.</returns>
    /// <exception cref="MoeMissingException">It is not there.</exception>
    /// <exception cref="MoeDataException">It is not UTF-8, too long, or leads out of the folder.</exception>
    public string ReadText(string name)
    {
        var bytes = ReadBytes(name);
        try
        {
            var text = bytes.AsSpan();
            return Strict.GetString(text.StartsWith("\uFEFF"u8) ? text[3..] : text);
        }
        catch (DecoderFallbackException error)
        {
            throw new MoeDataException(FilePath(name), string.Empty, $"is not UTF-8 (byte {error.Index})", null, error);
        }
    }

    /// <summary>A small file's content: configuration, index, tokenizer.</summary>
    /// <param name="name">A relative name with forward slashes.</param>
    /// <exception cref="MoeMissingException">It is not there.</exception>
    /// <exception cref="MoeDataException">It is too long, cannot be read, or leads out of the folder.</exception>
    public byte[] ReadBytes(string name)
    {
        var path = FilePath(name);
        using var handle = FileStamp.OpenFile(path);
        var length = RandomAccess.GetLength(handle);
        if (length > LongestText)
        {
            throw new MoeDataException(path, string.Empty, $"has {length} bytes; the limit is {LongestText}");
        }

        var bytes = new byte[length];
        ExactRead.Into(path, handle, bytes, 0);
        return bytes;
    }

    private string Follow(string name, string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (IOException error)
        {
            throw new MoeDataException(Path, ErrorText.Name(name), "links lead in a circle", null, error);
        }
    }

    private bool IsBlob(string real)
    {
        var snapshots = System.IO.Path.GetDirectoryName(_real);
        return snapshots is not null
            && System.IO.Path.GetFileName(snapshots) == "snapshots"
            && RealPath.IsInside(real, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(snapshots)!, "blobs"));
    }
}
