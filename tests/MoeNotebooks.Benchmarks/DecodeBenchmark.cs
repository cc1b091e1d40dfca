using System.Diagnostics;
using System.Globalization;
using MoeNotebooks.Inference;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks;

/// <summary>
/// Tokens after a prompt, one at a time: the steps that the generator takes against the plain loop that they replaced.
/// </summary>
internal static class DecodeBenchmark
{
    private const int PromptTokens = 16;
    private const int Steps = 96;
    private const int Rounds = 7;

    /// <summary>Measures both in turn in this process; the ratio is that of the medians.</summary>
    /// <param name="output">Where the numbers go.</param>
    public static void Run(TextWriter output)
    {
        using var model = MoeModel.Open("mini-softmax");
        foreach (var rows in new[] { 1, 8 })
        {
            var prompts = Enumerable
                .Range(0, rows)
                .Select(row =>
                    Enumerable.Range(0, PromptTokens).Select(i => 1 + ((row * 31) + (i * 7)) % 500).ToArray()
                )
                .ToArray();
            var options = new GenerationOptions { MaxNewTokens = Steps, StopIds = [] }; // the plain loop stops nowhere
            var (plain, steps, same) = (new List<double>(), new List<double>(), true);
            for (var round = 0; round <= Rounds; round++)
            {
                var clock = Stopwatch.StartNew();
                var before = Plainly(model, prompts);
                var first = clock.Elapsed.TotalSeconds;
                clock.Restart();
                var after = Inference.Generator.Generate(model, prompts, options);
                same &= before.Zip(after).All(pair => pair.First.SequenceEqual(pair.Second));
                if (round > 0) // the first round warms up
                {
                    plain.Add(first);
                    steps.Add(clock.Elapsed.TotalSeconds);
                }
            }

            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"batch {rows}: plain loop {rows * Steps / LatencyPoint.MedianOf(plain):F0} tokens/s, steps {rows * Steps / LatencyPoint.MedianOf(steps):F0} tokens/s, ratio {LatencyPoint.MedianOf(plain) / LatencyPoint.MedianOf(steps):F2}; same tokens: {same}"
                )
            );
        }
    }

    /// <summary>
    /// As it was: ids from the host, positions and angles anew in every step, scores back to the host.
    /// </summary>
    private static List<int>[] Plainly(MoeModel model, int[][] prompts)
    {
        var routing = model.Route(null);
        var texts = prompts.Select(_ => new List<int>()).ToArray();
        using var cache = model.CreateCache(prompts.Length, PromptTokens + Steps);
        var next = Once(
            tensor(
                prompts.SelectMany(prompt => prompt).Select(id => (long)id).ToArray(),
                [prompts.Length, PromptTokens]
            )
        );
        for (var step = 1; step < Steps; step++)
        {
            next = Once(tensor(next, ScalarType.Int64).unsqueeze(1));
        }

        return texts;

        int[] Once(Tensor ids)
        {
            using var scope = NewDisposeScope();
            using var context = new AttentionContext { Cache = cache };
            var logits = model
                .Logits(model.Hidden(ids, context, routing).select(1, -1))
                .to_type(ScalarType.Float32)
                .cpu();
            int[] best = [.. prompts.Select((_, row) => Sampler.Greedy(logits[row].data<float>().ToArray()))];
            for (var row = 0; row < best.Length; row++)
            {
                texts[row].Add(best[row]);
            }

            return best;
        }
    }
}
