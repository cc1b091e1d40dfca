using System.Diagnostics;
using System.Globalization;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;
using TorchSharp;

namespace MoeNotebooks.Benchmarks;

/// <summary>
/// Requests per second: one request at a time against shared prefixes in batches, the same requests, model and threads,
/// in one run.
/// </summary>
internal static class ScoringBenchmark
{
    private const string Model = "mini-softmax";
    private const int ItemsPerTask = 40;
    private const double Target = 3;

    public static void Run(TextWriter writer)
    {
        var folder = ModelLocator.Resolve(Model);
        using var model = MoeModel.Open(folder);
        var scorer = new LocalScorer(model);
        var requests = Requests(TokenizerJson.Load(folder));
        writer.WriteLine($"{Model}, mini tasks, {requests.Length} requests, {torch.get_num_threads()} threads");
        Alone(scorer, requests[..24]); // the first passes through a model are slow in both ways
        Together(scorer, requests[..24]);
        var (together, secondsTogether) = Timed(() => Together(scorer, requests));
        var (alone, secondsAlone) = Timed(() => Alone(scorer, requests));

        Line(writer, "one at a time", requests.Length / secondsAlone);
        Line(writer, "shared and batched", requests.Length / secondsTogether);
        var ratio = secondsAlone / secondsTogether;
        var apart = alone.Zip(together, (a, b) => Math.Abs(a.LogLikelihood - b.LogLikelihood)).Max();
        writer.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"ratio {ratio:F1} (target {Target}); likelihoods differ by at most {apart:E1}"
            )
        );
    }

    private static LikelihoodRequest[] Requests(ITokenizer tokenizer)
    {
        var tasks = new TaskLoader().LoadAsync(EvaluationTasks.Mini, limit: ItemsPerTask).GetAwaiter().GetResult();
        return [.. tasks.SelectMany(task => EncodedTask.From(task, tokenizer).Requests).SelectMany(choices => choices)];
    }

    private static IReadOnlyList<LikelihoodResult> Together(LocalScorer scorer, LikelihoodRequest[] requests) =>
        scorer
            .ScoreAsync(requests, RoutingPolicy.Trained, ProgressReporter.Silent, CancellationToken.None)
            .GetAwaiter()
            .GetResult();

    private static IReadOnlyList<LikelihoodResult> Alone(LocalScorer scorer, LikelihoodRequest[] requests) =>
        [.. requests.Select(request => Together(scorer, [request])[0])];

    private static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        var watch = Stopwatch.StartNew();
        return (work(), watch.Elapsed.TotalSeconds);
    }

    private static void Line(TextWriter writer, string what, double rate) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what, -20} {rate, 8:F1} requests/s"));
}
