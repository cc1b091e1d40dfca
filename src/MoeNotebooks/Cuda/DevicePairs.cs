using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>
/// The pairs of token and expert of few tokens, sorted by expert, and the segments of those that are hit.
/// </summary>
/// <param name="Pairs">[N, k], int32: each slot's pair; -1 in skipped slots.</param>
/// <param name="Tokens">[P], int32: each pair's token.</param>
/// <param name="Segments">[S, 3], int32: expert, first pair, end.</param>
internal sealed record DevicePairs(Tensor Pairs, Tensor Tokens, Tensor Segments)
{
    private const int MostSlots = 8192; // the kernel holds them in shared memory
    private const int MostExperts = 512;
    private const int Threads = 1024;

    /// <summary>Whether the kernel takes so many.</summary>
    public static bool CanRun(long slots, int experts) => slots <= MostSlots && experts <= MostExperts;

    /// <summary>Sorts.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="chosen">[N, k], whole numbers, -1 in skipped slots.</param>
    /// <param name="experts">E.</param>
    /// <param name="slices">Slices of shared experts, which every token takes; their pairs stand behind the N · k
    /// others.</param>
    public static DevicePairs Of(CudaModule module, Tensor chosen, int experts, int slices)
    {
        var (n, k) = (chosen.shape[0], chosen.shape[1]);
        var room = Math.Min(experts, n * k) + slices;
        var pairs = empty([n, k], ScalarType.Int32, chosen.device);
        var tokens = empty([(n * k) + (n * slices)], ScalarType.Int32, chosen.device);
        var segments = empty([room, 3], ScalarType.Int32, chosen.device);
        module.Launch(
            "order",
            (1, 1, 1),
            Threads,
            new Arguments
            {
                Chosen = DeviceMemory.Address(chosen),
                Pairs = DeviceMemory.Address(pairs),
                Tokens = DeviceMemory.Address(tokens),
                Segments = DeviceMemory.Address(segments),
                Count = (int)n,
                K = (int)k,
                Experts = experts,
                Slices = slices,
                Room = (int)room,
            }
        );
        return new(pairs, tokens, segments);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint Chosen,
            Pairs,
            Tokens,
            Segments;
        public int Count,
            K,
            Experts,
            Slices,
            Room;
    }
}
