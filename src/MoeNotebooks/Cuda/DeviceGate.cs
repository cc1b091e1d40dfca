using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>silu(first half) · second half in one kernel.</summary>
internal static class DeviceGate
{
    private const int NumbersPerBlock = 512;

    /// <summary>Whether the kernel takes it.</summary>
    public static bool CanRun(Tensor gateUp) =>
        gateUp.dtype == ScalarType.BFloat16 && gateUp.dim() == 2 && gateUp.shape[1] % 4 == 0 && gateUp.is_contiguous();

    /// <summary>Runs it.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="gateUp">[N, 2I], contiguous, I even.</param>
    /// <returns>[N, I].</returns>
    public static Tensor Run(CudaModule module, Tensor gateUp)
    {
        var (rows, inner) = (gateUp.shape[0], gateUp.shape[1] / 2);
        var y = empty([rows, inner], gateUp.dtype, gateUp.device);
        module.Launch(
            "gated",
            (rows, (inner + NumbersPerBlock - 1) / NumbersPerBlock, 1),
            NumbersPerBlock / 2,
            new Arguments
            {
                X = DeviceMemory.Address(gateUp),
                Y = DeviceMemory.Address(y),
                Inner = (int)inner,
            }
        );
        return y;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint X,
            Y;
        public int Inner;
    }
}
