using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>
/// softmax(q kᵀ · scale) v for one new token per row, over a cache of fixed length of which the first places are
/// filled.
/// </summary>
internal static class DeviceAttention
{
    private const int HeadsPerBlock = 16;
    private const int Threads = 256;
    private const int Tile = 64;
    private const int Blocks = 264; // two per multiprocessor of an H100

    /// <summary>Whether there is a kernel for keys and values of these widths.</summary>
    public static bool CanRun(long keyWidth, long valueWidth) => (keyWidth, valueWidth) is (576, 512) or (128, 128);

    /// <summary>Attends.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="query">[B, H, d], contiguous.</param>
    /// <param name="keys">[B, KV, S, d], numbers of a place next to one another.</param>
    /// <param name="values">[B, KV, S, v], the same.</param>
    /// <param name="at">[1], the newest place.</param>
    /// <param name="padding">[B, 1], places not seen at the beginning; <see langword="null"/> for none.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <returns>[B, H, v].</returns>
    public static Tensor Run(
        CudaModule module,
        Tensor query,
        Tensor keys,
        Tensor values,
        Tensor at,
        Tensor? padding,
        double scale
    )
    {
        var (rows, heads, keyHeads, places, width) = (
            query.shape[0],
            query.shape[1],
            keys.shape[1],
            keys.shape[2],
            values.shape[3]
        );
        var group = heads / keyHeads;
        var units = rows * keyHeads * ((group + HeadsPerBlock - 1) / HeadsPerBlock);
        var splits = Math.Clamp(Math.Min(Blocks / units, (places + Tile - 1) / Tile), 1, 64);
        var o = empty([rows, heads, width], query.dtype, query.device);
        using var scope = NewDisposeScope();
        var partial =
            splits == 1 ? null : empty([units, splits, HeadsPerBlock, width], ScalarType.Float32, query.device);
        var states = splits == 1 ? null : empty([units, splits, HeadsPerBlock, 2], ScalarType.Float32, query.device);
        module.Launch(
            $"attend_{query.shape[2]}_{width}",
            (units, splits, 1),
            Threads,
            new Arguments
            {
                Query = DeviceMemory.Address(query),
                Keys = DeviceMemory.Address(keys),
                Values = DeviceMemory.Address(values),
                At = DeviceMemory.Address(at),
                Padding = DeviceMemory.Address(padding),
                Partial = DeviceMemory.Address(partial),
                States = DeviceMemory.Address(states),
                Done = splits == 1 ? 0 : module.Counters(units),
                Output = DeviceMemory.Address(o),
                KeyRow = keys.stride(0),
                KeyHead = keys.stride(1),
                KeyPlace = keys.stride(2),
                ValueRow = values.stride(0),
                ValueHead = values.stride(1),
                ValuePlace = values.stride(2),
                KeyHeads = (int)keyHeads,
                Group = (int)group,
                Splits = (int)splits,
                Scale = (float)scale,
            }
        );
        return o;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint Query,
            Keys,
            Values,
            At,
            Padding,
            Partial,
            States,
            Done,
            Output;
        public long KeyRow,
            KeyHead,
            KeyPlace,
            ValueRow,
            ValueHead,
            ValuePlace;
        public int KeyHeads,
            Group,
            Splits;
        public float Scale;
    }
}
