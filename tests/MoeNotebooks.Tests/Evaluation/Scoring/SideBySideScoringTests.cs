using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Packing;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using MoeNotebooks.Traces;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Evaluation.Scoring;

/// <summary>
/// A small model's batches run side by side: nothing that is counted or recorded may depend on which thread came first.
/// </summary>
public sealed class SideBySideScoringTests : IDisposable
{
    private const int Tokens = 24; // of a batch
    private readonly TemporaryFolder _folder = new();
    private readonly MoeModel _model;
    private readonly LikelihoodRequest[] _requests;

    public SideBySideScoringTests()
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        _model = MoeModel.Open(_folder["model"]);
        var chance = new Random(3);
        int[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => chance.Next(96))];
        _requests = [.. Enumerable.Range(0, 60).Select(i => new LikelihoodRequest(Ids(3 + (i % 9)), Ids(1 + (i % 2))))];
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_trace_has_its_steps_in_the_order_of_the_batches()
    {
        _model.IsSmall.ShouldBeTrue();
        var packed = PackedRequests.Pack(_requests, 64, Tokens);
        packed.BatchCount.ShouldBeGreaterThan(20);
        var first = Recorded();
        first
            .Select(block => (block.Step, block.Layer))
            .ShouldBe(
                from run in new[] { 0, 1 }
                from batch in Enumerable.Range(0, packed.BatchCount)
                from layer in _model.MoeLayers
                select ((run * packed.BatchCount) + batch, layer)
            );
        first
            .Where(block => block.Layer == _model.MoeLayers[0])
            .Take(packed.BatchCount)
            .Select(block => block.Tokens.Select(place => (long)place))
            .ShouldBe(
                Enumerable.Range(0, packed.BatchCount).Select(batch => packed.Batch(batch).Real),
                ignoreOrder: false
            );
        var before = LiveTensors.Count;
        Recorded()
            .Zip(first)
            .ShouldAllBe(pair =>
                pair.First.Experts.SequenceEqual(pair.Second.Experts)
                && pair.First.Weights!.SequenceEqual(pair.Second.Weights!)
            );
        LiveTensors.Count.ShouldBeLessThanOrEqualTo(before); // fewer where a collection freed older ones
    }

    [Fact]
    public void Experts_are_counted_as_they_are_one_batch_at_a_time()
    {
        RoutingPolicy[] policies = [RoutingPolicy.Trained, new RelativeThreshold(0.6), new BatchBudget(3)];
        var scorer = Scorer(stepTokens: 4);
        var answers = scorer.Score(_requests, policies, ProgressReporter.Silent, TestContext.Current.CancellationToken);
        var packed = PackedRequests.Pack(_requests, 64, Tokens);
        foreach (var (policy, given) in policies.Zip(answers))
        {
            var uses = new ExpertUses(4);
            var routing = _model
                .Route(policy, mask: null, uses.Of(policy))
                .Select(layer => layer is null ? null : layer with { StepTokens = 4 })
                .ToArray();
            var one = Enumerable
                .Range(0, packed.BatchCount)
                .Select(batch => Alone(packed.Batch(batch), routing, uses))
                .ToArray();
            given
                .Zip(packed.Unpack(one))
                .ShouldAllBe(
                    pair =>
                        Math.Abs(pair.First.LogLikelihood - pair.Second.LogLikelihood) < 1e-5
                        && pair.First.IsGreedy == pair.Second.IsGreedy,
                    policy.ToString()
                );
            scorer.DistinctExperts(policy).ShouldBe(uses.DistinctPerStep(policy), policy.ToString());
            scorer.MeanExperts(policy).ShouldBe(policy is AdaptivePolicy ? uses.Mean(policy) : null, policy.ToString());
        }
    }

    private IReadOnlyList<LikelihoodResult> Alone(PackedBatch batch, LayerRouting?[] routing, ExpertUses uses)
    {
        using var scope = NewDisposeScope();
        using var tensors = new BatchTensors(batch, CPU);
        uses.Begin(batch);
        var wanted = tensor(batch.Wanted);
        var x = _model.Embed(tensors.Ids);
        foreach (var (layer, how) in routing.Index())
        {
            x = _model.Branch(layer, x, tensors.Context, [how], layer == routing.Length - 1 ? wanted : null)[0];
        }

        return LikelihoodReader.Read(_model, batch, x);
    }

    private List<TraceBlock> Recorded()
    {
        var blocks = new List<TraceBlock>();
        using var recorder = new TraceRecorder(blocks.Add);
        var scorer = Scorer(recorder);
        for (var run = 0; run < 2; run++)
        {
            scorer.Score(
                _requests,
                [RoutingPolicy.Trained],
                ProgressReporter.Silent,
                TestContext.Current.CancellationToken
            );
        }

        return blocks;
    }

    private LocalScorer Scorer(TraceRecorder? recorder = null, int? stepTokens = null) =>
        new(
            _model,
            new ScoringOptions
            {
                TokensInBatch = Tokens,
                Trace = recorder,
                StepTokens = stepTokens,
            }
        );
}
