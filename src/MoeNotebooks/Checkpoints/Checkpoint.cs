using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Progress;
using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>
/// A model folder in Hugging Face's form: <c>config.json</c> and safetensors files. Opening reads headers only; files
/// that the index does not name are never opened.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly ModelFolder _folder;
    private readonly Dictionary<string, SafetensorsFile> _files;
    private readonly Dictionary<string, SafetensorsFile> _byTensor;
    private readonly Lazy<string> _config;

    private Checkpoint(ModelFolder folder)
    {
        _folder = folder;
        (_files, _byTensor, var notices) = CheckpointFiles.Open(folder);
        Notices = notices;
        _config = new Lazy<string>(() => folder.ReadText("config.json"));
    }

    /// <summary>The folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>The text of <c>config.json</c>, read when first asked for.</summary>
    /// <exception cref="MoeMissingException">The folder has none.</exception>
    /// <exception cref="MoeDataException">It is not UTF-8.</exception>
    public string ConfigText => _config.Value;

    /// <summary>The names of all tensors, scales of quantised ones included.</summary>
    public IReadOnlyCollection<string> Names => _byTensor.Keys;

    /// <summary>What was accepted but is unusual, one line each.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Bytes of all tensors together.</summary>
    public long TensorBytes => _byTensor.Sum(pair => pair.Value.Entry(pair.Key).ByteLength);

    /// <summary>SHA-256 over the names and contents of all weight files; reads them all once.</summary>
    public string Digest => ComputeDigest(ProgressReporter.Silent, CancellationToken.None);

    /// <summary>Opens a folder and checks all headers and the index.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="MoeMissingException">The folder or one of its files is not there.</exception>
    /// <exception cref="MoeDataException">A file breaks a rule of its format.</exception>
    public static Checkpoint Open(string folder) => new(ModelFolder.Open(folder));

    /// <summary>Whether there is a tensor of that name.</summary>
    /// <param name="name">The tensor.</param>
    public bool Contains(string name) => _byTensor.ContainsKey(name);

    /// <summary>The description of a tensor.</summary>
    /// <param name="name">The tensor.</param>
    /// <exception cref="MoeDataException">No file has it.</exception>
    public TensorEntry Entry(string name) => FileOf(name).Entry(name);

    /// <summary>
    /// Reads a tensor into memory of its own. 8-bit floats are read by value (<see cref="EightBitFloats"/>), multiplied
    /// with their block scales where they have some (<see cref="Fp8Blocks"/>; e4m3fn must), and give bf16.
    /// </summary>
    /// <param name="name">The tensor.</param>
    /// <param name="dtype">The type to convert to; <see langword="null"/> for the file's own, bf16 for 8-bit
    /// floats.</param>
    /// <param name="device">Where to; <see langword="null"/> for the CPU.</param>
    /// <returns>A tensor of the caller's, of the file's shape.</returns>
    /// <exception cref="MoeDataException">No such tensor; an fp8 weight without scales; the file was changed since it
    /// was opened.</exception>
    public Tensor Load(string name, ScalarType? dtype = null, Device? device = null)
    {
        var file = FileOf(name);
        var source = file.Entry(name).DType;
        if (!EightBitFloats.Contain(source))
        {
            return file.Read(name, dtype, device);
        }

        if (source == TensorDType.F8_E4M3 || Contains(name + Fp8Blocks.ScaleSuffix))
        {
            return Fp8Blocks.Load(this, name, dtype, device);
        }

        using var codes = file.Read(name);
        return EightBitFloats.Convert(codes, source, dtype ?? ScalarType.BFloat16, device);
    }

    /// <summary>As <see cref="Load"/>, into a tensor that is there: a part of a larger one, for example.</summary>
    /// <param name="room">Of the file's shape, contiguous; its type decides.</param>
    /// <param name="name">The tensor.</param>
    internal void LoadInto(Tensor room, string name)
    {
        var file = FileOf(name);
        if (EightBitFloats.Contain(file.Entry(name).DType))
        {
            using var values = Load(name, room.dtype);
            room.copy_(values);
            return;
        }

        file.ReadInto(room, name);
    }

    /// <summary>
    /// A tensor as it lies in the file, over the mapped pages and without a copy; 8-bit floats as raw bytes.
    /// </summary>
    /// <param name="name">The tensor.</param>
    /// <returns>A tensor of the caller's.</returns>
    /// <exception cref="MoeDataException">No such tensor; the file was changed since it was opened.</exception>
    public Tensor Map(string name) => FileOf(name).Map(name);

    /// <summary>Lets go of the memory behind mapped tensors; touching them again reads them again.</summary>
    /// <param name="names">The tensors, for example all of one layer.</param>
    public void Release(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            FileOf(name).Release(name);
        }
    }

    /// <summary>Makes sure that no weight file was changed since it was opened.</summary>
    /// <exception cref="MoeDataException">One was; names it.</exception>
    public void VerifyUnchanged()
    {
        foreach (var file in _files.Values)
        {
            file.VerifyUnchanged();
        }
    }

    /// <summary>As <see cref="Digest"/>, with progress.</summary>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    public string ComputeDigest(IProgressReporter progress, CancellationToken cancellation) =>
        FileDigests.Combined(
            _files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, file.Value.Path)),
            progress,
            cancellation
        );

    /// <summary>Lets go of all files; tensors that were given out stay valid.</summary>
    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    /// <summary>A tensor's file, where its raw bytes can be read.</summary>
    internal SafetensorsFile FileOf(string name) =>
        _byTensor.GetValueOrDefault(name)
        ?? throw new MoeDataException(Folder, ErrorText.Name(name), "the checkpoint has no such tensor");
}
