using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>
/// One safetensors file. Opening it reads and checks the header only; tensors are then read into memory of their own
/// (<see cref="Read"/>) or viewed where the operating system maps the file (<see cref="Map"/>).
/// </summary>
/// <remarks>No file stays open between calls, so a model of any number of files needs one handle at a time.</remarks>
internal sealed class SafetensorsFile : IDisposable
{
    private readonly SafetensorsHeader _header;
    private readonly FileStamp _stamp;
    private readonly MappedFile _mapped;

    private SafetensorsFile(string path, SafetensorsHeader header, FileStamp stamp)
    {
        Path = path;
        _header = header;
        _stamp = stamp;
        _mapped = new MappedFile(path, stamp.Length);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Bytes in the file.</summary>
    public long Length => _stamp.Length;

    /// <summary>Its tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => _header.Tensors;

    /// <summary>The text pairs under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>What was accepted but is unusual.</summary>
    public IReadOnlyList<string> Notices => _header.Notices;

    /// <summary>Opens a file and checks it by every rule of the format.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MoeMissingException">It is not there.</exception>
    /// <exception cref="MoeDataException">It breaks a rule; names the tensor, the value and the limit.</exception>
    public static SafetensorsFile Open(string path)
    {
        using var handle = FileStamp.OpenFile(path);
        var stamp = FileStamp.Of(handle);
        var start = new byte[(int)Math.Min(64, stamp.Length)];
        ExactRead.Into(path, handle, start, 0);
        var json = new byte[SafetensorsHeader.JsonLength(path, start, stamp.Length)];
        ExactRead.Into(path, handle, json, SafetensorsHeader.LengthBytes);
        return new SafetensorsFile(path, SafetensorsHeader.ParseJson(path, json, stamp.Length), stamp);
    }

    /// <summary>The description of a tensor.</summary>
    /// <param name="name">The tensor.</param>
    /// <exception cref="MoeDataException">The file has no such tensor.</exception>
    public TensorEntry Entry(string name) =>
        Tensors.GetValueOrDefault(name)
        ?? throw new MoeDataException(Path, ErrorText.Name(name), "the file has no such tensor");

    /// <summary>
    /// Reads a tensor into memory of its own, converting piece by piece: nothing else of its size is allocated.
    /// </summary>
    /// <param name="name">The tensor.</param>
    /// <param name="dtype">The type to convert to; <see langword="null"/> for the file's own (8-bit floats: raw
    /// bytes).</param>
    /// <param name="device">Where to; <see langword="null"/> for the CPU.</param>
    /// <returns>A tensor of the caller's, of the header's shape.</returns>
    /// <exception cref="MoeDataException">No such tensor; a type TorchSharp lacks; the file was changed.</exception>
    public Tensor Read(string name, ScalarType? dtype = null, Device? device = null)
    {
        var entry = Entry(name);
        var source = Scalar(entry);
        var result = empty([.. entry.Shape], dtype ?? source, device ?? CPU);
        try
        {
            ReadInto(result, name);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads a tensor into one that is there, of the header's shape and contiguous, converting to its type.
    /// </summary>
    /// <param name="room">Where to.</param>
    /// <param name="name">The tensor.</param>
    /// <exception cref="MoeDataException">As <see cref="Read"/>.</exception>
    public void ReadInto(Tensor room, string name)
    {
        var entry = Entry(name);
        using var handle = _stamp.Reopen(Path);
        new TensorReader(Path, handle, Scalar(entry)).Fill(room, _header.DataStart + entry.Begin);
        _stamp.Verify(Path, handle);
    }

    /// <summary>
    /// A tensor over the mapped file: no copy is made, pages are read as they are touched, and the system drops them
    /// when memory is short. Writing to it changes this process's copy only, never the file.
    /// </summary>
    /// <param name="name">The tensor.</param>
    /// <returns>A tensor of the caller's, in the file's own type; a copy where the file's alignment does not allow a
    /// view.</returns>
    /// <exception cref="MoeDataException">No such tensor; a type TorchSharp lacks; the file was changed.</exception>
    public Tensor Map(string name)
    {
        var entry = Entry(name);
        VerifyUnchanged();
        return _mapped.View(entry, Scalar(entry), _header.DataStart) ?? Read(name);
    }

    /// <summary>Lets go of the memory behind a mapped tensor; touching it again reads it again.</summary>
    /// <param name="name">The tensor.</param>
    public void Release(string name) => _mapped.Release(Entry(name), _header.DataStart);

    /// <summary>Makes sure that the file is still the one that was opened.</summary>
    /// <exception cref="MoeDataException">Its length or time of change differ.</exception>
    public void VerifyUnchanged() => _stamp.Reopen(Path).Dispose();

    /// <summary>Lets go of the mapping; tensors from <see cref="Map"/> stay valid.</summary>
    public void Dispose() => _mapped.Dispose();

    private ScalarType Scalar(TensorEntry entry) =>
        entry.DType.Scalar()
        ?? throw new MoeDataException(
            Path,
            ErrorText.Name(entry.Name),
            $"has type {entry.DType}, which this kit cannot load"
        );
}
