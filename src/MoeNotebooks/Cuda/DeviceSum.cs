using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>residual + Σ over a token's slots of weight · output, plus the shared slices, in one kernel.</summary>
internal static class DeviceSum
{
    private const int Threads = 128;

    /// <summary>Sums.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="outputs">[P, h], f32 or bf16, of each pair.</param>
    /// <param name="pairs">[N, k], int32: each slot's pair; -1 in skipped slots.</param>
    /// <param name="weights">[N, k], f32.</param>
    /// <param name="residual">[N, h]; <see langword="null"/> for none.</param>
    /// <param name="slices">Slices of shared experts, whose pairs stand behind the N · k others.</param>
    /// <param name="sharedGate">[N], what the shared part is multiplied by; <see langword="null"/> for 1.</param>
    /// <returns>[N, h], bf16.</returns>
    public static Tensor Run(
        CudaModule module,
        Tensor outputs,
        Tensor pairs,
        Tensor weights,
        Tensor? residual,
        int slices,
        Tensor? sharedGate
    )
    {
        var (n, hidden) = (pairs.shape[0], outputs.shape[1]);
        var sum = empty([n, hidden], ScalarType.BFloat16, outputs.device);
        module.Launch(
            outputs.dtype == ScalarType.Float32 ? "sum_pairs_f32" : "sum_pairs_bf16",
            (n, (hidden + (2 * Threads) - 1) / (2 * Threads), 1),
            Threads,
            new Arguments
            {
                Residual = DeviceMemory.Address(residual),
                Outputs = DeviceMemory.Address(outputs),
                Pairs = DeviceMemory.Address(pairs),
                Weights = DeviceMemory.Address(weights),
                SharedGate = DeviceMemory.Address(sharedGate),
                Sum = DeviceMemory.Address(sum),
                Tokens = (int)n,
                Slots = (int)pairs.shape[1],
                Hidden = (int)hidden,
                Slices = slices,
            }
        );
        return sum;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint Residual,
            Outputs,
            Pairs,
            Weights,
            SharedGate,
            Sum;
        public int Tokens,
            Slots,
            Hidden,
            Slices;
    }
}
