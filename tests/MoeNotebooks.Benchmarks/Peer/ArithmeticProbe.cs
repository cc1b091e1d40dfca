using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks.Peer;

/// <summary>
/// What the processor's f32 units can do at most: multiply-adds on numbers that never leave the registers, on all
/// threads.
/// </summary>
internal static class ArithmeticProbe
{
    private const int Turns = 4_000_000;
    private const int Sums = 8; // in flight: as many as hide the latency of two units

    /// <summary>Measures.</summary>
    /// <returns>Operations per second, a multiply-add counted as two.</returns>
    public static double Read()
    {
        var threads = get_num_threads();
        var clock = Stopwatch.StartNew();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Turn(Turns));
        return 2.0 * Vector512<float>.Count * Sums * Turns * threads / clock.Elapsed.TotalSeconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Turn(int turns)
    {
        Vector512<float> y0 = default,
            y1 = default,
            y2 = default,
            y3 = default,
            y4 = default,
            y5 = default,
            y6 = default,
            y7 = default;
        var (x, one) = (Vector512.Create(0.5f), Vector512<float>.One);
        for (var i = 0; i < turns; i++)
        {
            y0 = Vector512.FusedMultiplyAdd(y0, x, one);
            y1 = Vector512.FusedMultiplyAdd(y1, x, one);
            y2 = Vector512.FusedMultiplyAdd(y2, x, one);
            y3 = Vector512.FusedMultiplyAdd(y3, x, one);
            y4 = Vector512.FusedMultiplyAdd(y4, x, one);
            y5 = Vector512.FusedMultiplyAdd(y5, x, one);
            y6 = Vector512.FusedMultiplyAdd(y6, x, one);
            y7 = Vector512.FusedMultiplyAdd(y7, x, one);
        }

        return Vector512.Sum(y0 + y1 + y2 + y3 + y4 + y5 + y6 + y7);
    }
}
