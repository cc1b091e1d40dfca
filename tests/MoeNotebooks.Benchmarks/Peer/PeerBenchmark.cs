using System.Diagnostics;
using System.Globalization;
using MoeNotebooks.Configs;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks.Peer;

/// <summary>
/// This kit and llama.cpp in turn, on the same bf16 weights of OLMoE's shape with four layers, with as many threads
/// each.
/// </summary>
internal static class PeerBenchmark
{
    private const int Rounds = 4;
    private const int PromptTokens = 512;
    private const int Steps = 16;
    private const int CheckedTokens = 48;

    // Of the scores' norm: bf16 in other places, and here and there another expert
    private const double MostApart = 0.05;

    /// <summary>
    /// Checks that both say the same, then measures; ratios are the kit's speed over llama.cpp's, of each round.
    /// </summary>
    /// <param name="output">Where the numbers go.</param>
    public static void Run(TextWriter output)
    {
        LlamaSpeed.Quiet();
        var files = OlmoeFiles.Make(output);
        var clock = Stopwatch.StartNew();
        using var model = MoeModel.Open(files.Folder, new ModelOptions { DType = ScalarType.BFloat16 });
        var opened = clock.Elapsed.TotalSeconds;
        new OurSpeed(model, 8).Prompt(Text(8));
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"opened in {opened:0.00} s; first token of 8 after {clock.Elapsed.TotalSeconds:0.00} s"
            )
        );
        var rates = new Dictionary<(int K, string Test), (List<double> Ours, List<double> Theirs)>();
        using var probe = new BandwidthProbe(CPU, TimeProvider.System);
        var (shares, arithmetic) = (new List<double>(), new List<double>());
        foreach (var k in new[] { 8, 2 })
        {
            using var ours = new OurSpeed(model, k);
            using var theirs = new LlamaSpeed(files.Gguf, k, 1024, 8, get_num_threads());
            Agree(output, k, ours.Prompt(Text(CheckedTokens)), theirs.Prompt(Text(CheckedTokens)));
            for (var round = 0; round <= Rounds; round++)
            {
                foreach (var (test, batch) in new[] { ($"pp{PromptTokens}", 0), ("tg batch 1", 1), ("tg batch 8", 8) })
                {
                    var speed = batch == 0 ? ArithmeticProbe.Read() : probe.Read();
                    var (mine, other) = (Rate(ours, batch), Rate(theirs, batch));
                    if (round > 0) // the first round warms up
                    {
                        var (a, b) = rates.TryGetValue((k, test), out var known) ? known : rates[(k, test)] = ([], []);
                        a.Add(mine);
                        b.Add(other);
                        if (batch == 0 && k == 8)
                        {
                            arithmetic.Add(mine * Operations(files.Config, k) / speed);
                        }

                        if (batch == 1 && k == 8)
                        {
                            shares.Add(
                                mine
                                    * StepBytes.Of(files.Config, 1, k, files.Config.Moe.Router.Experts, Steps / 2.0, 2)
                                    / speed
                            );
                        }
                    }
                }
            }
        }

        Report(output, rates);
        output.WriteLine(
            $"pp{PromptTokens}, k = 8, share of what f32 units do on numbers in registers: {Spread([.. arithmetic])}"
        );
        output.WriteLine($"decode, batch 1, k = 8, share of what a plain sum reads: {Spread([.. shares])}");
    }

    private static void Agree(TextWriter output, int k, float[] ours, float[] theirs)
    {
        var apart = Math.Sqrt(
            ours.Zip(theirs, (a, b) => (double)(a - b) * (a - b)).Sum() / theirs.Sum(b => (double)b * b)
        );
        var same = Array.IndexOf(ours, ours.Max()) == Array.IndexOf(theirs, theirs.Max());
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"k = {k}: scores after {CheckedTokens} tokens differ by {apart:0.000} of their norm; the same best token: {same}"
            )
        );
        if (apart > MostApart)
        {
            throw new InvalidOperationException("the two do not compute the same model");
        }
    }

    private static double Rate(ISpeed speed, int batch)
    {
        var clock = Stopwatch.StartNew();
        if (batch == 0)
        {
            speed.Prompt(Text(PromptTokens));
            return PromptTokens / clock.Elapsed.TotalSeconds;
        }

        speed.Decode(Ids(Steps, batch));
        return Steps * batch / clock.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// Two for each parameter of the layers that a token of a prompt uses; the little that attention's scores take is
    /// not counted.
    /// </summary>
    private static double Operations(ModelConfig config, int k) =>
        2.0 * (new ModelSize(config).Active(k) - (2L * config.VocabularySize * config.HiddenSize));

    private static int[] Text(int tokens) => [.. Ids(tokens, 1).Select(step => step[0])];

    /// <summary>[steps][batch], the same for both.</summary>
    private static int[][] Ids(int steps, int batch)
    {
        var chance = new Random(7);
        return
        [
            .. Enumerable
                .Range(0, steps)
                .Select(_ => Enumerable.Range(0, batch).Select(_ => chance.Next(50_000)).ToArray()),
        ];
    }

    private static void Report(
        TextWriter output,
        Dictionary<(int K, string Test), (List<double> Ours, List<double> Theirs)> rates
    )
    {
        foreach (var ((k, test), (ours, theirs)) in rates)
        {
            double[] ratios = [.. ours.Zip(theirs, (a, b) => a / b)];
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{test, -12} k = {k}: ours {LatencyPoint.MedianOf(ours), 7:0.0}, llama.cpp {LatencyPoint.MedianOf(theirs), 7:0.0} tokens/s; ratio {Spread(ratios)}"
                )
            );
        }

        foreach (var test in rates.Keys.Select(key => key.Test).Distinct())
        {
            var (all, few) = (rates[(8, test)], rates[(2, test)]);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{test, -12} gain from 8 experts to 2: ours {LatencyPoint.MedianOf(few.Ours) / LatencyPoint.MedianOf(all.Ours):0.00}, llama.cpp {LatencyPoint.MedianOf(few.Theirs) / LatencyPoint.MedianOf(all.Theirs):0.00}"
                )
            );
        }
    }

    private static string Spread(double[] values) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{LatencyPoint.MedianOf(values):0.00} ({values.Min():0.00} to {values.Max():0.00})"
        );
}
