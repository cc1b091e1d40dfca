namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>
/// A kind of file: good examples of it, how one is spoilt so that more than a reader's first check is tried, and what
/// the kit does with one.
/// </summary>
internal abstract class FuzzFormat : IDisposable
{
    /// <summary>A folder of this run's own, in memory where the system has such a place.</summary>
    protected string Folder { get; } =
        Directory
            .CreateDirectory(
                Path.Combine(
                    Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
                    "moe-fuzz-" + Guid.NewGuid().ToString("N")[..8]
                )
            )
            .FullName;

    public abstract IReadOnlyList<byte[]> Examples { get; }

    /// <summary>Bytes that may be allocated beside <see cref="PerByte"/> for each of the input.</summary>
    public virtual long Constant => 4 << 20;

    /// <summary>Bytes that may be allocated for each of the input.</summary>
    public virtual long PerByte => 256;

    /// <summary>Spoils an input once.</summary>
    public virtual byte[] Spoil(byte[] input, IReadOnlyList<byte[]> others, Random random) =>
        JsonSpoiler.Spoil(input, others, random);

    /// <summary>
    /// Reads an input and does with it what the kit does; refused by an error of the kit's own, and by nothing else.
    /// </summary>
    public abstract void Use(byte[] input);

    public virtual void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string Write(string name, byte[] input)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, input);
        return path;
    }

    /// <summary>Says that an input was accepted and yet is wrong.</summary>
    protected static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException("accepted, and yet " + what);
        }
    }
}
