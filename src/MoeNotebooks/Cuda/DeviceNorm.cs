using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>x / sqrt(mean x² + ε) · w in one kernel, after an addition if there is one.</summary>
internal static class DeviceNorm
{
    private const int Threads = 256;
    private const int MostWidth = 4 * 8 * Threads; // what a block holds

    /// <summary>Whether the kernel takes these rows.</summary>
    public static bool CanRun(Tensor x, Tensor weight) =>
        x.dtype == ScalarType.BFloat16
        && weight.dtype == x.dtype
        && x.shape[^1] % 8 == 0
        && x.shape[^1] <= MostWidth
        && DeviceMemory.AreRows(x, out var stride)
        && stride % 8 == 0;

    /// <summary>The norm of x, [..., d] as x.</summary>
    public static Tensor Run(CudaModule module, Tensor x, Tensor weight, double epsilon)
    {
        var y = empty(x.shape, x.dtype, x.device);
        Launch(module, x, null, weight, null, y, epsilon);
        return y;
    }

    /// <summary>x + add, and its norm; both [..., d] and contiguous.</summary>
    public static (Tensor Sum, Tensor Normed) Run(
        CudaModule module,
        Tensor x,
        Tensor add,
        Tensor weight,
        double epsilon
    )
    {
        var (sum, y) = (empty(x.shape, x.dtype, x.device), empty(x.shape, x.dtype, x.device));
        Launch(module, x, add, weight, sum, y, epsilon);
        return (sum, y);
    }

    private static void Launch(
        CudaModule module,
        Tensor x,
        Tensor? add,
        Tensor weight,
        Tensor? sum,
        Tensor y,
        double epsilon
    )
    {
        DeviceMemory.AreRows(x, out var stride);
        module.Launch(
            "rms_norm",
            (y.numel() / y.shape[^1], 1, 1),
            Threads,
            new Arguments
            {
                X = DeviceMemory.Address(x),
                Add = DeviceMemory.Address(add),
                Weight = DeviceMemory.Address(weight),
                Sum = DeviceMemory.Address(sum),
                Y = DeviceMemory.Address(y),
                XRow = stride,
                Width = (int)y.shape[^1],
                Epsilon = (float)epsilon,
            }
        );
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint X,
            Add,
            Weight,
            Sum,
            Y;
        public long XRow;
        public int Width;
        public float Epsilon;
    }
}
