using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>Where every row's next token stands, as kernels read it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct DevicePlace
{
    private readonly nint _at;
    private readonly nint _padding;
    private readonly nint _cos;
    private readonly nint _sin;

    /// <param name="at">[1], the place in the cache.</param>
    /// <param name="padding">[B, 1], how much less a row's position is; <see langword="null"/> for nothing.</param>
    /// <param name="cos">[S, d/2], f32, by position.</param>
    /// <param name="sin">[S, d/2].</param>
    public DevicePlace(Tensor at, Tensor? padding, Tensor cos, Tensor sin) =>
        (_at, _padding, _cos, _sin) = (
            DeviceMemory.Address(at),
            DeviceMemory.Address(padding),
            DeviceMemory.Address(cos),
            DeviceMemory.Address(sin)
        );
}
