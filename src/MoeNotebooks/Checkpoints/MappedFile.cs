using System.Runtime.InteropServices;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>
/// A file mapped by libtorch itself, once for each element type asked for (all share the same pages). Views hold the
/// mapping alive, so nothing can point into memory that is gone.
/// </summary>
internal sealed partial class MappedFile(string path, long length) : IDisposable
{
    private const int DontNeed = 4; // MADV_DONTNEED, the same on Linux and macOS
    private readonly Dictionary<ScalarType, Tensor> _whole = [];
    private readonly Lock _gate = new();

    /// <summary>
    /// A view of one tensor; <see langword="null"/> where its first byte is not aligned to its type, or the system
    /// refuses the mapping.
    /// </summary>
    public Tensor? View(TensorEntry entry, ScalarType type, long dataStart)
    {
        var size = entry.DType.Bits() / 8;
        var start = dataStart + entry.Begin;
        if (start % size != 0 || entry.ByteLength == 0 || Whole(type, size) is not { } whole)
        {
            return null;
        }

        using var part = whole.narrow(0, start / size, entry.ElementCount);
        return part.view([.. entry.Shape]);
    }

    /// <summary>Tells the system that the pages wholly inside the tensor are not needed now.</summary>
    public void Release(TensorEntry entry, long dataStart)
    {
        if (OperatingSystem.IsWindows() || entry.ByteLength == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var whole in _whole.Values)
            {
                var page = Environment.SystemPageSize;
                var first = (dataStart + entry.Begin + page - 1) / page * page;
                var end = (dataStart + entry.End) / page * page;
                if (end > first)
                {
                    _ = Advise(TensorMemory.Address(whole) + (nint)first, (nuint)(end - first), DontNeed);
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var whole in _whole.Values)
            {
                whole.Dispose();
            }

            _whole.Clear();
        }
    }

    private Tensor? Whole(ScalarType type, int size)
    {
        lock (_gate)
        {
            if (_whole.TryGetValue(type, out var known))
            {
                return known;
            }

            try
            {
                // shared: false = private pages, the file is opened for reading only
                var whole = from_file(path, shared: false, size: length / size, dtype: type);
                return _whole[type] = whole.DetachFromDisposeScope();
            }
            catch (ExternalException)
            {
                return null; // for example a single file larger than memory and swap together
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
