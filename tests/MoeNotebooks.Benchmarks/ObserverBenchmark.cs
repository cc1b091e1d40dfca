using System.Diagnostics;
using System.Globalization;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Files;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks;

/// <summary>What watching costs: evaluating with a routing trace written as Parquet against without, and a calibration
/// pass for all criteria against plain inference over the same texts. The ways take turns, in one run.</summary>
internal static class ObserverBenchmark
{
    private const string Model = "mini-softmax";
    private const int ItemsPerTask = 200,
        Rounds = 5;
    private static readonly CancellationToken Never = CancellationToken.None;

    public static void Run(TextWriter writer)
    {
        using var model = MoeModel.Open(Model);
        var tasks = new TaskLoader().LoadAsync(EvaluationTasks.Mini, limit: ItemsPerTask).GetAwaiter().GetResult();
        LikelihoodRequest[] requests =
        [
            .. tasks
                .SelectMany(task => EncodedTask.From(task, model.Tokenizer).Requests)
                .SelectMany(choices => choices),
        ];
        var texts = CalibrationTexts.Read(
            Path.Combine(ProjectFolder.Find("data/mini")!, "training-sample.txt"),
            model.Tokenizer,
            longest: 512
        );
        writer.WriteLine(
            $"{Model}, {requests.Length} requests, {texts.Sum(text => text.Length)} tokens of text, {get_num_threads()} threads, median of {Rounds} rounds"
        );
        var ways = new (string Name, Action Work)[]
        {
            ("evaluating", () => Score(model, requests, logits: null)),
            ("with a trace", () => Score(model, requests, logits: false)),
            ("with router outputs", () => Score(model, requests, logits: true)),
            ("reading texts", () => Read(model, texts)),
            ("calibrating", () => Calibration.Run(model, texts)),
        };
        var seconds = ways.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++) // the first passes are slow in every way and do not count
        {
            foreach (var (way, times) in ways.Zip(seconds))
            {
                var watch = Stopwatch.StartNew();
                way.Work();
                times.AddRange(round < 0 ? [] : [watch.Elapsed.TotalSeconds]);
            }
        }

        double[] medians = [.. seconds.Select(times => times.Order().ElementAt(times.Count / 2))];
        foreach (var (way, median) in ways.Zip(medians))
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{way.Name, -20} {median, 8:F3} s"));
        }

        writer.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"trace {medians[1] / medians[0]:F3} times (target 1.10), with router outputs {medians[2] / medians[0]:F3}; calibration {medians[4] / medians[3]:F2} times (target 1.20)"
            )
        );
    }

    private static void Score(MoeModel model, LikelihoodRequest[] requests, bool? logits)
    {
        var file = Path.Combine(Path.GetTempPath(), "moe-observer-benchmark.parquet");
        using var trace = logits is null ? null : new TraceWriter(file, TraceHeader.Of(model));
        using var recorder = trace is null ? null : new TraceRecorder(trace.Add, logits!.Value);
        new LocalScorer(model, new ScoringOptions { Trace = recorder })
            .ScoreAsync(requests, RoutingPolicy.Trained, ProgressReporter.Silent, Never)
            .GetAwaiter()
            .GetResult();
        trace?.Complete();
        File.Delete(file);
    }

    private static void Read(MoeModel model, IReadOnlyList<int[]> texts)
    {
        var routing = model.Route(policy: null);
        foreach (var text in texts)
        {
            model.Show(text, routing);
        }
    }
}
