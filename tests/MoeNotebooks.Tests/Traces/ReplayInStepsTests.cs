using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Tests.Traces;

/// <summary>
/// A trace dealt out into steps, against the same steps put together by hand; and how a replay is compared with a run.
/// </summary>
public sealed class ReplayInStepsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MoeModel _model;
    private readonly RoutingTrace _trace;

    public ReplayInStepsTests()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        _model = MoeModel.Open(_folder.Path);
        _trace = RoutingTrace.Record(
            _model,
            [
                [1, 2, 3, 4, 5],
                [9, 8, 7],
                [11, 12, 13],
            ],
            logits: true
        );
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100)]
    public void Every_step_is_what_its_tokens_alone_would_be(int stepTokens)
    {
        RoutingPolicy[] policies =
        [
            RoutingPolicy.Trained,
            new TopK(2),
            new RelativeThreshold(0.8),
            new BatchPiggyback(1),
            new BatchBudget(2),
        ];
        var steps = (11 + stepTokens - 1) / stepTokens;
        var before = LiveTensors.Count;
        foreach (var policy in policies)
        {
            var dealt = _trace.ReplayInSteps(policy, stepTokens);
            dealt.Blocks.Count.ShouldBe(steps * 2);
            foreach (var layer in _model.MoeLayers)
            {
                float[][] rows =
                [
                    .. _trace.Blocks.Where(block => block.Layer == layer).SelectMany(block => block.Logits!.Chunk(8)),
                ];
                for (var step = 0; step < steps; step++)
                {
                    float[][] own = [.. rows.Where((_, i) => i % steps == step)];
                    var alone = new RoutingTrace(
                        _trace.Header,
                        [
                            new(step, layer, 1, [.. Enumerable.Range(0, own.Length)], [])
                            {
                                Logits = [.. own.SelectMany(row => row)],
                            },
                        ]
                    );
                    RoutingTraceTests.ShouldBeEqual(
                        [.. dealt.Blocks.Where(block => block.Step == step && block.Layer == layer)],
                        [alone.Replay(policy).Blocks.Single() with { Logits = null }],
                        $"{policy}, {stepTokens}"
                    );
                }
            }
        }

        LiveTensors.Count.ShouldBe(before);
    }

    [Fact]
    public void A_step_reads_fewer_experts_where_tokens_share_them()
    {
        double Distinct(RoutingPolicy policy, int tokens) =>
            _trace.ReplayInSteps(policy, tokens).Summary().Layers.Average(layer => layer.DistinctPerStep);
        Distinct(RoutingPolicy.Trained, 1).ShouldBe(3);
        Distinct(new BatchPiggyback(1), 11).ShouldBeLessThan(Distinct(RoutingPolicy.Trained, 11));
        Distinct(new BatchPiggyback(1), 1).ShouldBe(1);
        Should
            .Throw<MoeUsageException>(() => _trace.ReplayInSteps(new TopK(1), 0))
            .Message.ShouldContain("has 0 tokens; at least 1");
    }

    [Fact]
    public void A_replay_agrees_with_the_run_in_the_first_layer_and_is_compared_by_sets()
    {
        int[][] texts =
        [
            [1, 2, 3, 4, 5],
            [9, 8, 7],
            [11, 12, 13],
        ];
        var stop = TestContext.Current.CancellationToken;
        var agreement = ReplayAgreement.Of(
            _trace.Replay(new TopK(1)),
            RoutingTrace.Record(_model, texts, new TopK(1), cancellation: stop)
        );
        agreement.Select(layer => layer.Layer).ShouldBe(_model.MoeLayers);
        agreement.ShouldAllBe(layer => layer.Tokens == 11);
        (agreement[0].SameExperts, agreement[0].SameTokens).ShouldBe((100, 100));

        var header = new TraceHeader("m", new RouterRule(6, 2, Scoring.Softmax), [1]);
        RoutingTrace Of(params short[] experts) => new(header, [new(0, 1, 2, [0, 1], experts)]);
        // The order of choice does not count
        var half = ReplayAgreement.Of(Of(0, 1, 2, 3), Of(1, 0, 2, -1)).ShouldHaveSingleItem();
        (half.SameExperts, half.SameTokens).ShouldBe((75, 50));
        Should
            .Throw<MoeUsageException>(() => ReplayAgreement.Of(_trace, Of(0, 1, 2, 3)))
            .Message.ShouldContain("are not of the same tokens");
    }

    [Fact]
    public void Tasks_part_as_far_as_their_choices_would_have_to_move()
    {
        TaskDistance
            .Of([
                [4, 4, 0],
                [2, 2, 0],
            ])
            .ShouldBe([0, 0]); // alike, however many tokens
        TaskDistance
            .Of([
                [6, 0],
                [0, 1],
            ])
            .ShouldBe([0.5, 0.5]);
        TaskDistance
            .Of([
                [1, 1],
                [1, 0],
            ])
            .ShouldBe([0.25, 0.25]);
        TaskDistance
            .Of([
                [0, 0],
                [1, 0],
            ])[0]
            .ShouldBe(0.25, 1e-12); // a task without tokens: shares of 0
    }
}
