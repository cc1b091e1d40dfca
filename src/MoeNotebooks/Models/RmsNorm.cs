using MoeNotebooks.Cuda;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>x / sqrt(mean(x²) + ε) over the last dimension in f32, cast back, then times the weight.</summary>
/// <param name="weight">[d].</param>
/// <param name="epsilon">ε.</param>
internal sealed class RmsNorm(Tensor weight, double epsilon)
{
    /// <summary>Normalises.</summary>
    /// <param name="x">[..., d].</param>
    /// <returns>[..., d], of x's type.</returns>
    public Tensor Forward(Tensor x)
    {
        if (CudaModule.For(x) is { } device && DeviceNorm.CanRun(x, weight))
        {
            return DeviceNorm.Run(device, x, weight, epsilon);
        }

        using var scope = NewDisposeScope();
        var f = x.to_type(ScalarType.Float32); // [..., d]
        var inverse = (f * f).mean([-1], keepdim: true).Add_(epsilon).rsqrt_(); // [..., 1]
        return ((f * inverse).to_type(x.dtype) * weight).MoveToOuterDisposeScope();
    }

    /// <summary>Adds, and normalises the sum.</summary>
    /// <param name="x">[..., d].</param>
    /// <param name="add">[..., d].</param>
    /// <returns>The sum and its norm, [..., d] each.</returns>
    public (Tensor Sum, Tensor Normed) ForwardSum(Tensor x, Tensor add)
    {
        if (CudaModule.For(x) is { } device && DeviceNorm.CanRun(x, weight) && add.is_contiguous())
        {
            return DeviceNorm.Run(device, x, add, weight, epsilon);
        }

        var sum = x.Plus(add);
        return (sum, Forward(sum));
    }
}
