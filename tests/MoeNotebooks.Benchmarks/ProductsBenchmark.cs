using System.Diagnostics;
using System.Globalization;
using MoeNotebooks.Kernels;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks;

/// <summary>
/// bf16 products of a few tokens on the CPU, by hand and by libtorch, in turn: where the one ends to be faster
/// (<see cref="Projection.MostTokens"/>), and how near both come to the speed at which this machine reads memory.
/// </summary>
internal static class ProductsBenchmark
{
    private const int Rounds = 9;
    private const int Copies = 8; // weights in turn, so that none is in the cache
    private const int Hidden = 2048;
    private const int Inner = 1024;
    private const int Experts = 64;

    /// <summary>Measures; medians of rounds.</summary>
    /// <param name="output">Where the numbers go.</param>
    public static void Run(TextWriter output)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var meter = new RooflineMeter(ScalarType.BFloat16);
        Tensor[] weights = [.. Enumerable.Range(0, Copies).Select(_ => Random(4 * Hidden, Hidden))];
        output.WriteLine(
            $"products of [N, {Hidden}] with [{4 * Hidden}, {Hidden}], bf16, {get_num_threads()} threads; share of what a plain sum reads"
        );
        foreach (var tokens in new[] { 1, 2, 4, 8, 12, 16, 24, 32, 64 })
        {
            var x = Random(tokens, Hidden);
            Line(
                output,
                tokens,
                meter,
                weights[0].numel() * 2.0,
                turn => Projection.ByHand(x, weights[turn % Copies], bias: null),
                turn => nn.functional.linear(x, weights[turn % Copies])
            );
        }

        var (gateUp, down) = (Random(Experts, 2 * Inner, Hidden), Random(Experts, Hidden, Inner));
        using var kernels = new RoutedExperts(gateUp, down, ExpertBackend.Kernels);
        using var sorted = new RoutedExperts(gateUp, down, ExpertBackend.Sorted);
        output.WriteLine($"experts of OLMoE's shape, all {Experts} with N tokens each");
        foreach (var tokens in new[] { 1, 2, 4, 8, 16, 24, 32, 48 })
        {
            var x = Random(Experts * tokens / 8, Hidden);
            var assignment = new ExpertAssignment(Held(Experts * tokens), full([Experts * tokens / 8, 8], 0.125f));
            Line(
                output,
                tokens,
                meter,
                (gateUp.numel() + down.numel()) * 2.0,
                _ => kernels.Forward(x, assignment),
                _ => sorted.Forward(x, assignment)
            );
        }
    }

    /// <summary>Experts 0, 1, 2, ... in turn, eight for each token.</summary>
    private static Tensor Held(int pairs) =>
        tensor(Enumerable.Range(0, pairs).Select(i => (long)(i % Experts)).ToArray(), [pairs / 8, 8]);

    private static Tensor Random(params long[] shape) => randn(shape).mul_(0.02f).to_type(ScalarType.BFloat16);

    private static void Line(
        TextWriter output,
        int tokens,
        RooflineMeter meter,
        double bytes,
        Func<int, Tensor> ours,
        Func<int, Tensor> libtorchs
    )
    {
        var (a, b, probe) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var speed = meter.Read().BytesPerSecond;
            var first = Seconds(ours, round);
            var second = Seconds(libtorchs, round + (Copies / 2));
            if (round > 0) // the first round warms up
            {
                a.Add(first);
                b.Add(second);
                probe.Add(speed);
            }
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"N = {tokens, 2}: by hand {1e3 * LatencyPoint.MedianOf(a), 7:0.00} ms ({bytes / LatencyPoint.MedianOf(a) / LatencyPoint.MedianOf(probe), 4:0%} of {LatencyPoint.MedianOf(probe) / 1e9:0.0} GB/s), libtorch {1e3 * LatencyPoint.MedianOf(b), 7:0.00} ms ({bytes / LatencyPoint.MedianOf(b) / LatencyPoint.MedianOf(probe), 4:0%}), ratio {LatencyPoint.MedianOf(b) / LatencyPoint.MedianOf(a):0.00}"
            )
        );
    }

    private static double Seconds(Func<int, Tensor> work, int turn)
    {
        var clock = Stopwatch.StartNew();
        work(turn).Dispose();
        return clock.Elapsed.TotalSeconds;
    }
}
