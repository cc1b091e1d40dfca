using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>How a model is opened.</summary>
public sealed record ModelOptions
{
    /// <summary>The type that weights are held in and computed with: Float32 or BFloat16.</summary>
    /// <value>The default value is Float32.</value>
    public ScalarType DType { get; init; } = ScalarType.Float32;

    /// <summary>Where the model runs.</summary>
    /// <value>The default value is the CPU.</value>
    public Device Device { get; init; } = CPU;

    /// <summary>Hears notices, such as layers that are left out or weights that do not fit in memory.</summary>
    /// <value>The default value is nobody.</value>
    public Action<string>? Notify { get; init; }

    internal void Validate()
    {
        if (DType is not (ScalarType.Float32 or ScalarType.BFloat16))
        {
            throw new MoeUsageException("dtype", $"is {DType}; it is Float32 or BFloat16");
        }

        if (Device.type == TorchSharp.DeviceType.CUDA && !cuda.is_available())
        {
            throw new MoeUsageException("device", "is cuda, and libtorch sees no CUDA device", "Use cpu, or a CUDA build: -p:Device=cuda");
        }
    }
}
