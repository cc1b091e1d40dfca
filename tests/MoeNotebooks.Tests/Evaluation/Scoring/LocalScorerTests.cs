using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Evaluation.Scoring;

[References]
public sealed class LocalScorerTests(GoldenModel golden) : IClassFixture<GoldenModel>
{
    private const double Tolerance = 2e-4; // f32: other shapes, other orders of summation

    [Fact]
    public async Task Alone_batched_and_in_any_order_the_numbers_are_those_of_a_plain_forward_pass()
    {
        var requests = await RequestsAsync();
        var batched = await ScoreAsync(requests, 4096);
        var small = await ScoreAsync(requests, 64);
        var backwards = await ScoreAsync([.. requests.Reverse()], 700);
        for (var i = 0; i < requests.Length; i++)
        {
            var plain = Plain(requests[i], new TopK(2));
            var alone = (await ScoreAsync([requests[i]], 4096))[0];
            foreach (var result in new[] { batched[i], small[i], backwards[^(i + 1)], alone })
            {
                result.LogLikelihood.ShouldBe(plain.LogLikelihood, Tolerance);
                result.IsGreedy.ShouldBe(plain.IsGreedy);
            }
        }
    }

    [Fact]
    public async Task Scoring_leaves_no_tensor_behind()
    {
        var requests = await RequestsAsync();
        var scorer = new LocalScorer(golden.Model, new ScoringOptions { TokensInBatch = 512 });
        scorer.Score(requests, [RoutingPolicy.Trained], ProgressReporter.Silent, CancellationToken.None);
        var before = LiveTensors.Count;
        scorer.Score(requests, [RoutingPolicy.Trained], ProgressReporter.Silent, CancellationToken.None);
        LiveTensors.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Cancelling_stops_it()
    {
        var requests = await RequestsAsync(); // skips here, not inside what is expected to throw
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await new LocalScorer(golden.Model).ScoreAsync(
                requests,
                RoutingPolicy.Trained,
                ProgressReporter.Silent,
                stop.Token
            )
        );
    }

    private async Task<LikelihoodRequest[]> RequestsAsync()
    {
        var tasks = await golden.EncodeAsync(["arc_easy", "boolq", "winogrande"], limit: 6);
        return [.. tasks.SelectMany(task => task.Requests).SelectMany(choices => choices)];
    }

    private async Task<IReadOnlyList<LikelihoodResult>> ScoreAsync(LikelihoodRequest[] requests, int tokens) =>
        await new LocalScorer(golden.Model, new ScoringOptions { TokensInBatch = tokens }).ScoreAsync(
            requests,
            new TopK(2),
            ProgressReporter.Silent,
            TestContext.Current.CancellationToken
        );

    /// <summary>The ten-line reference: the whole sequence alone, every logit, no packing.</summary>
    private LikelihoodResult Plain(LikelihoodRequest request, RoutingPolicy policy)
    {
        using var scope = NewDisposeScope();
        long[] whole = [.. request.Context, .. request.Continuation];
        whole = whole[Math.Max(0, whole.Length - golden.Model.Config.MaxPositions - 1)..];
        var n = request.Continuation.Length;
        var logs = golden.Model.Forward(tensor(whole[..^1]).unsqueeze(0), policy: policy)[0][^n..].log_softmax(-1); // [n, V]
        var targets = tensor(whole[^n..]);
        var sum = logs.gather(1, targets.unsqueeze(1)).sum().item<float>();
        return new(sum, logs.argmax(-1).eq(targets).all().item<bool>());
    }
}
