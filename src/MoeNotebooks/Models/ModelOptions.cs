using MoeNotebooks.Errors;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>How a model is opened.</summary>
public sealed record ModelOptions
{
    // naming a device loads libtorch, which reads its settings as it loads
    static ModelOptions() => TorchNative.Prepare();

    /// <summary>The type that weights are held in and computed with: Float32 or BFloat16.</summary>
    /// <value>The default value is Float32.</value>
    public ScalarType DType { get; init; } = ScalarType.Float32;

    /// <summary>Where the model runs.</summary>
    /// <value>The default value is the CPU.</value>
    public Device Device { get; init; } = CPU;

    /// <summary>How routed experts are computed; the result is the same up to rounding.</summary>
    /// <value>The default value is <see cref="ExpertBackend.Automatic"/>.</value>
    public ExpertBackend Experts { get; init; }

    /// <summary>What some experts give in place of running: pruned ones, for which routers keep their place.</summary>
    /// <value>The default value is <see langword="null"/>: all experts run.</value>
    public ExpertConstants? Constants { get; init; }

    /// <summary>
    /// Bytes that weights may take in main memory; what does not fit stays in the file and is read as it is needed.
    /// </summary>
    /// <value>The default value is nine tenths of what is free.</value>
    public long? MemoryBudget { get; init; }

    /// <summary>Bytes that weights may take on an accelerator; layers that do not fit run on the CPU.</summary>
    /// <value>The default value is all layers.</value>
    public long? DeviceMemoryBudget { get; init; }

    /// <summary>Hears notices, such as layers that are left out or weights that do not fit in memory.</summary>
    /// <value>The default value is standard error.</value>
    public Action<string> Notify { get; init; } = Console.Error.WriteLine;

    internal void Validate()
    {
        if (DType is not (ScalarType.Float32 or ScalarType.BFloat16))
        {
            throw new MoeUsageException("dtype", $"is {DType}; it is Float32 or BFloat16");
        }

        if (MemoryBudget < 0 || DeviceMemoryBudget < 0)
        {
            throw new MoeUsageException(
                "memory",
                $"is {(MemoryBudget < 0 ? MemoryBudget : DeviceMemoryBudget)}; it is a number of bytes from 0 on"
            );
        }

        if (Device.type == TorchSharp.DeviceType.CUDA && !cuda.is_available())
        {
            throw new MoeUsageException(
                "device",
                "is cuda, and libtorch sees no CUDA device",
                "Use cpu, or name a libtorch that sees one, such as PyTorch's: MOE_LIBTORCH=FOLDER"
            );
        }
    }
}
