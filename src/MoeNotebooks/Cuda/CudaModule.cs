using System.Globalization;
using System.Reflection;
using MoeNotebooks.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>
/// The kit's kernels, compiled for this machine's device when they are first needed, once per process.
/// </summary>
internal sealed unsafe class CudaModule
{
    /// <summary>Set to 0, it leaves all to libtorch's operators.</summary>
    public const string Variable = "MOE_DEVICE_KERNELS";

    private const int MostCounters = 1 << 16;
    private const int BeginsEarly = 90;
    private const int LeastCapability = 80; // bf16 on the tensor cores
    private static readonly string[] Sources = ["numbers", "products", "experts", "rows", "attention", "routing"];
    private static readonly Lazy<(CudaModule? Module, string? Missing)> Loaded = new(Load);
    private readonly Dictionary<string, nint> _functions = new(StringComparer.Ordinal);
    private readonly nint _module;
    private readonly bool _kernelsBeginEarly; // before the one before has ended, see wait_for_inputs in numbers.cu
    private readonly Lazy<Tensor> _counters = new(() =>
        zeros([MostCounters], ScalarType.Int32, CUDA).DetachFromDisposeScope()
    );

    [ThreadStatic]
    private static int t_off;

    private CudaModule(nint module, int capability) =>
        (_module, _kernelsBeginEarly) = (module, capability >= BeginsEarly);

    /// <summary>Why there are none; <see langword="null"/> where there are.</summary>
    public static string? Missing => Loaded.Value.Missing;

    /// <summary>
    /// The kernels, for what is on a CUDA device; <see langword="null"/> where libtorch's operators are to do.
    /// </summary>
    public static CudaModule? For(Tensor x) =>
        x.device_type == DeviceType.CUDA && t_off == 0 ? Loaded.Value.Module : null;

    /// <summary>
    /// Leaves all of this thread's work to libtorch's operators until the result is disposed of: the plain path, to
    /// compare with.
    /// </summary>
    public static IDisposable Off() => new Pause();

    /// <summary>Whole numbers for blocks to count one another by: zeros, which kernels leave as zeros.</summary>
    /// <param name="count">How many.</param>
    public nint Counters(long count) =>
        count <= MostCounters
            ? DeviceMemory.Address(_counters.Value)
            : throw new MoeUsageException(
                "cuda",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} rows and heads attend at once; at most {MostCounters} can"
                )
            );

    /// <summary>Sends a kernel to the current stream.</summary>
    /// <param name="name">The kernel.</param>
    /// <param name="grid">Blocks.</param>
    /// <param name="threads">Threads per block.</param>
    /// <param name="arguments">Its one argument, laid out as its source has it.</param>
    public void Launch<T>(string name, (long X, long Y, long Z) grid, int threads, T arguments)
        where T : unmanaged
    {
        void* place = &arguments;
        var early = new CudaDriver.LaunchAttribute { Id = CudaDriver.LaunchAttribute.BeginsEarly, Value = 1 };
        var config = new CudaDriver.LaunchConfig
        {
            GridX = (uint)grid.X,
            GridY = (uint)grid.Y,
            GridZ = (uint)grid.Z,
            BlockX = (uint)threads,
            BlockY = 1,
            BlockZ = 1,
            Stream = CudaStream.Current,
            Attributes = &early,
            AttributeCount = _kernelsBeginEarly ? 1u : 0,
        };
        CudaDriver.Check(CudaDriver.LaunchKernel(&config, Function(name), &place, null), "starting " + name);
    }

    private static (CudaModule? Module, string? Missing) Load()
    {
        if (Environment.GetEnvironmentVariable(Variable) == "0")
        {
            return (null, $"{Variable} is 0");
        }

        // The driver is ready on this thread once libtorch has used the device
        using var first = zeros([1], device: CUDA);
        var capability = CudaDriver.Capability();
        if (capability < LeastCapability)
        {
            return (
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the device has compute capability {capability / 10}.{capability % 10}; the kit's kernels need {LeastCapability / 10}.0"
                )
            );
        }

        if (Nvrtc.Find() is not { } compiler)
        {
            return (null, $"NVIDIA's run-time compiler (libnvrtc) was not found; {Nvrtc.Variable} can name it");
        }

        try
        {
            fixed (byte* image = compiler.Compile(string.Concat(Sources.Select(Source)), capability))
            {
                CudaDriver.Check(CudaDriver.ModuleLoadData(out var module, image), "loading the kit's kernels");
                return (new CudaModule(module, capability), null);
            }
        }
        catch (MoeException error)
        {
            return (null, error.Message);
        }
    }

    private static string Source(string name)
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"cuda/{name}.cu")!
        );
        return reader.ReadToEnd();
    }

    private nint Function(string name)
    {
        lock (_functions)
        {
            if (!_functions.TryGetValue(name, out var function))
            {
                CudaDriver.Check(CudaDriver.ModuleGetFunction(out function, _module, name), "finding " + name);
                _functions[name] = function;
            }

            return function;
        }
    }

    private sealed class Pause : IDisposable
    {
        public Pause() => t_off++;

        public void Dispose() => t_off--;
    }
}
