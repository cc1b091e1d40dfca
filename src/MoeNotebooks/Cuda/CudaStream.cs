using System.Runtime.InteropServices;
using MoeNotebooks.Errors;
using MoeNotebooks.Native;

namespace MoeNotebooks.Cuda;

/// <summary>
/// A stream of work on the device beside the default one. libtorch keeps freed memory by stream, so that what is
/// recorded on this stream has its passing tensors to itself, as long as nothing else runs on it.
/// </summary>
internal sealed unsafe class CudaStream
{
    [ThreadStatic]
    private static nint t_current;

    private static readonly Lazy<CudaStream> Steps = new(() => new CudaStream());
    private readonly delegate* unmanaged<long, long, void> _setCurrent;
    private readonly nint _handle;

    private CudaStream()
    {
        var folder = Path.GetDirectoryName(LoadedTorch.Find()?.Path)
            ?? throw new MoeUsageException("cuda", "libtorch is not loaded");
        var library = NativeLibrary.Load(Path.Combine(folder, "libc10_cuda.so"));
        _setCurrent = (delegate* unmanaged<long, long, void>)
            NativeLibrary.GetExport(library, "_ZN3c104cuda20setCurrentCUDAStreamENS0_10CUDAStreamE");
        _handle = CudaDriver.CreateStream();
    }

    /// <summary>The stream of recorded steps.</summary>
    public static CudaStream OfSteps => Steps.Value;

    /// <summary>The stream that work of this thread goes to; 0 is the default one.</summary>
    public static nint Current => t_current;

    public nint Handle => _handle;

    /// <summary>Sends this thread's work to this stream until the result is disposed of.</summary>
    public Turn Use()
    {
        var before = t_current;
        Set(_handle);
        return new(this, before);
    }

    /// <summary>Waits for all that was sent.</summary>
    public void Wait() => CudaDriver.Check(CudaDriver.StreamSynchronize(_handle), "waiting for the device");

    private void Set(nint stream)
    {
        _setCurrent(1, stream); // device type CUDA, its first device; an external stream's id is its pointer
        t_current = stream;
    }

    /// <summary>Goes back to the stream before.</summary>
    public readonly struct Turn(CudaStream stream, nint before) : IDisposable
    {
        public void Dispose() => stream.Set(before);
    }
}
