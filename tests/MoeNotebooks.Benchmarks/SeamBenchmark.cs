using System.Diagnostics;
using System.Globalization;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks;

/// <summary>
/// What it costs on a CPU that a policy decides and a backend runs: a MoE layer of the kit against the same layer with
/// top-k written into it (scores, choice, slices of experts and the sum in one function), on the same weights, in turn.
/// Beside it a policy that decides for each token and keeps all.
/// </summary>
internal static class SeamBenchmark
{
    private static readonly (string Name, int Hidden, int Width, int Experts, int K)[] Shapes =
    [
        ("mini-softmax's", 128, 16, 24, 6),
        ("V2-Lite's, half as wide", 1024, 704, 64, 6),
    ];

    private static readonly int[] Batches = [1, 8, 64, 512];

    public static void Run(TextWriter output)
    {
        output.WriteLine(
            $"one layer, f32, {get_num_threads()} threads: microseconds, medians of rounds in turn; ratios of the medians"
        );
        foreach (var shape in Shapes)
        {
            using var scope = NewDisposeScope();
            using var chance = new Generator(7, CPU);
            Tensor Draw(params long[] size) => randn(size, generator: chance) / Math.Sqrt(size[^1]);
            var (router, gateUp, down) = (
                Draw(shape.Experts, shape.Hidden),
                Draw(shape.Experts, 2 * shape.Width, shape.Hidden),
                Draw(shape.Experts, shape.Hidden, shape.Width)
            );
            using var experts = new RoutedExperts(gateUp, down, ExpertBackend.Sorted);
            var layer = new MoeLayer(
                new Router(new RouterRule(shape.Experts, shape.K, Scoring.Softmax), router, bias: null),
                experts,
                shared: null
            );
            var wired = new WiredLayer(router, [.. gateUp.unbind()], [.. down.unbind()], shape.K);
            var (plain, each) = (
                new LayerRouting(shape.K),
                new LayerRouting(shape.K) { Adaptive = new RelativeThreshold(0, shape.K) }
            );
            foreach (var tokens in Batches)
            {
                var x = randn(tokens, shape.Hidden, generator: chance);
                var difference = (layer.Forward(x, routing: plain) - wired.Forward(x)).abs().max().item<float>();
                var times = Time(
                    [
                        () => wired.Forward(x),
                        () => layer.Forward(x, routing: plain),
                        () => layer.Forward(x, routing: each),
                    ],
                    calls: Math.Max(2, 200 / tokens)
                );
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{shape.Name, -24} L = {tokens, 3}: wired {times[0], 8:F1}, decided and run {times[1], 8:F1} ({times[1] / times[0]:F3}), decided per token {times[2], 8:F1} ({times[2] / times[0]:F3}); differ by {difference:0.0e0}"
                    )
                );
            }
        }
    }

    /// <summary>Median microseconds of a call, ways in turn; the first rounds warm up.</summary>
    private static double[] Time(Func<Tensor>[] ways, int calls, int rounds = 41, int warm = 5)
    {
        var times = ways.Select(_ => new List<double>()).ToArray();
        for (var round = -warm; round < rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                var clock = Stopwatch.StartNew();
                for (var call = 0; call < calls; call++)
                {
                    ways[way]().Dispose();
                }

                times[way].AddRange(round < 0 ? [] : [clock.Elapsed.TotalMicroseconds / calls]);
            }
        }

        return [.. times.Select(LatencyPoint.MedianOf)];
    }

    /// <summary>Equation 2 with top-k written into it: no policy, no mask, nobody who looks on.</summary>
    private sealed class WiredLayer(Tensor router, Tensor[] gateUps, Tensor[] downs, int k)
    {
        public Tensor Forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var (weights, chosen) = nn.functional.linear(x, router).softmax(-1).topk(k, -1); // [N, k] each
            var pairs = chosen.reshape(-1); // [N * k]
            var (_, order) = pairs.sort(0, descending: false, stable: true);
            var tokens = order.div(k, RoundingMode.floor);
            var counts = pairs.bincount(null, gateUps.Length).data<long>().ToArray();
            var gathered = x.index_select(0, tokens); // [N * k, h]
            var outputs = empty_like(gathered);
            long start = 0;
            for (var e = 0; e < counts.Length; start += counts[e++])
            {
                if (counts[e] > 0)
                {
                    using var one = NewDisposeScope();
                    var halves = nn.functional.linear(gathered.narrow(0, start, counts[e]), gateUps[e]).chunk(2, -1);
                    outputs
                        .narrow(0, start, counts[e])
                        .copy_(nn.functional.linear(nn.functional.silu(halves[0]).mul_(halves[1]), downs[e]));
                }
            }

            var weighted = outputs.mul_(weights.reshape(-1).index_select(0, order).unsqueeze(1));
            return zeros_like(x).index_add_(0, tokens, weighted, 1).MoveToOuterDisposeScope();
        }
    }
}
