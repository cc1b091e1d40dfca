using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>Rotary embedding by halves in one kernel.</summary>
internal static class DeviceRotation
{
    /// <summary>Whether the kernel takes them.</summary>
    public static bool CanRun(Tensor x, Tensor cos, Tensor sin) =>
        x.dtype == ScalarType.BFloat16
        && x.dim() == 4
        && x.stride(3) == 1
        && (x.shape[0] == 1 || x.stride(0) == x.stride(1) * x.shape[1])
        && cos.is_contiguous()
        && sin.is_contiguous()
        && x.numel() > 0;

    /// <summary>Turns vectors.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="x">[B, T, H, d].</param>
    /// <param name="cos">[B, T, 1, d/2] or [1, T, 1, d/2], f32.</param>
    /// <param name="sin">The same.</param>
    /// <returns>[B, T, H, d].</returns>
    public static Tensor Run(CudaModule module, Tensor x, Tensor cos, Tensor sin)
    {
        var y = empty(x.shape, x.dtype, x.device);
        module.Launch(
            "rotate",
            (x.shape[0] * x.shape[1], 1, 1),
            256,
            new Arguments
            {
                X = DeviceMemory.Address(x),
                Cos = DeviceMemory.Address(cos),
                Sin = DeviceMemory.Address(sin),
                Y = DeviceMemory.Address(y),
                XToken = x.stride(1),
                XHead = x.stride(2),
                Heads = (int)x.shape[2],
                Half = (int)x.shape[3] / 2,
                Angles = (int)(cos.shape[0] * cos.shape[1]),
            }
        );
        return y;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint X,
            Cos,
            Sin,
            Y;
        public long XToken,
            XHead;
        public int Heads,
            Half,
            Angles;
    }
}
