using System.Runtime.InteropServices;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cuda;

/// <summary>The few calls of NVIDIA's driver that the kit needs beside libtorch: streams, graphs, kernels.</summary>
internal static unsafe partial class CudaDriver
{
    private const string Library = "libcuda.so.1";
    private const int Major = 75; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
    private const int Minor = 76;

    /// <summary>The compute capability of the first device, such as 90.</summary>
    public static int Capability()
    {
        Check(DeviceGetAttribute(out var major, Major, 0), "asking for the device's capability");
        Check(DeviceGetAttribute(out var minor, Minor, 0), "asking for the device's capability");
        return (major * 10) + minor;
    }

    /// <summary>What the first device is called.</summary>
    public static string DeviceName()
    {
        const int Room = 128;
        var text = stackalloc byte[Room];
        Check(DeviceGetName(text, Room, 0), "asking for the device's name");
        return Marshal.PtrToStringUTF8((nint)text)!;
    }

    /// <summary>A stream that does not wait for the default one.</summary>
    public static nint CreateStream()
    {
        Check(StreamCreate(out var stream, 1), "making a stream");
        return stream;
    }

    /// <summary>Throws for what is not success.</summary>
    /// <exception cref="MoeUsageException">The driver refused; says its own name for why.</exception>
    public static void Check(int code, string what)
    {
        if (code != 0)
        {
            var name = GetErrorName(code, out var text) == 0 ? Marshal.PtrToStringUTF8(text) : null;
            throw new MoeUsageException(
                "cuda",
                $"{what}: {name ?? code.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
            );
        }
    }

    [LibraryImport(Library, EntryPoint = "cuGetErrorName")]
    private static partial int GetErrorName(int code, out nint name);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")]
    private static partial int DeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int DeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuStreamCreate")]
    private static partial int StreamCreate(out nint stream, uint flags);

    [LibraryImport(Library, EntryPoint = "cuStreamSynchronize")]
    public static partial int StreamSynchronize(nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamBeginCapture_v2")]
    public static partial int StreamBeginCapture(nint stream, int mode);

    [LibraryImport(Library, EntryPoint = "cuStreamEndCapture")]
    public static partial int StreamEndCapture(nint stream, out nint graph);

    [LibraryImport(Library, EntryPoint = "cuGraphInstantiateWithFlags")]
    public static partial int GraphInstantiate(out nint executable, nint graph, ulong flags);

    [LibraryImport(Library, EntryPoint = "cuGraphGetNodes")]
    public static partial int GraphGetNodes(nint graph, nint* nodes, ref nuint count);

    [LibraryImport(Library, EntryPoint = "cuGraphLaunch")]
    public static partial int GraphLaunch(nint executable, nint stream);

    [LibraryImport(Library, EntryPoint = "cuGraphDestroy")]
    public static partial int GraphDestroy(nint graph);

    [LibraryImport(Library, EntryPoint = "cuGraphExecDestroy")]
    public static partial int GraphExecDestroy(nint executable);

    [LibraryImport(Library, EntryPoint = "cuModuleLoadData")]
    public static partial int ModuleLoadData(out nint module, byte* image);

    [LibraryImport(Library, EntryPoint = "cuModuleGetFunction", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ModuleGetFunction(out nint function, nint module, string name);

    [LibraryImport(Library, EntryPoint = "cuLaunchKernelEx")]
    public static partial int LaunchKernel(LaunchConfig* config, nint function, void** arguments, void** extra);

    /// <summary>The driver's CUlaunchConfig.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LaunchConfig
    {
        public uint GridX,
            GridY,
            GridZ,
            BlockX,
            BlockY,
            BlockZ,
            SharedBytes;
        public nint Stream;
        public LaunchAttribute* Attributes;
        public uint AttributeCount;
    }

    /// <summary>The driver's CUlaunchAttribute.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 72)]
    internal struct LaunchAttribute
    {
        /// <summary>
        /// That a kernel may begin before the one before it has ended
        /// (CU_LAUNCH_ATTRIBUTE_PROGRAMMATIC_STREAM_SERIALIZATION).
        /// </summary>
        public const int BeginsEarly = 6;

        public int Id;
        private readonly int _padding;
        public int Value;
    }
}
