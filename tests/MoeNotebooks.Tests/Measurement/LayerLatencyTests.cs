using MoeNotebooks.Errors;
using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Progress;
using TorchSharp;

namespace MoeNotebooks.Tests.Measurement;

public sealed class LayerLatencyTests
{
    private static readonly LayerShape Small = new("small", 64, 32, 8, 2, 32);

    [Fact]
    public void Times_every_layer_at_every_batch_size_and_leaves_no_tensor()
    {
        var before = LiveTensors.Settled();
        var run = LayerLatency.Measure(
            [Small, Small.DenseTwin],
            new LatencyOptions([1, 4], Repeats: 2),
            ProgressReporter.Silent,
            cancel: TestContext.Current.CancellationToken
        );
        torch.Tensor.TotalCount.ShouldBe(before);

        run.Points.Select(point => (point.Shape, point.Tokens))
            .ShouldBe([(Small, 1), (Small, 4), (Small.DenseTwin, 1), (Small.DenseTwin, 4)]);
        run.Points.ShouldAllBe(point => point.Seconds.Count == 2 && point.Seconds.Min() > 0);
        run.Of(Small)[0].Distinct.ShouldBe(2); // one token, two experts
        run.Of(Small)[1].Distinct.ShouldBeInRange(2, 8);
        run.Of(Small.DenseTwin)[0].Distinct.ShouldBe(1);
        run.Machine.BytesPerSecond.ShouldBeGreaterThan(1e8);
        BatchEffect.Slowdowns(run.Points).Count.ShouldBe(2);
    }

    [Fact]
    public void A_points_times_are_per_batch_and_per_token_in_microseconds()
    {
        var point = new LatencyPoint(Small, 4, [8e-6, 2e-6, 4e-6, 5e-6], 2);
        (point.Microseconds, point.PerToken).ShouldBe((4.5, 1.125)); // the median of four is between two
        (point.FastestPerToken, point.SlowestPerToken).ShouldBe((0.5, 2));
        LatencyPoint.Quantile(point.Sorted, 0.25).ShouldBe(3.5e-6, 1e-18); // as numpy interpolates
    }

    [Fact]
    public void Every_wrong_option_is_named_at_once()
    {
        var error = Should.Throw<MoeUsageException>(() => new LatencyOptions([0, 1], Repeats: 0).Validate());
        error.Message.ShouldBe(
            "layer timing: 2 problems: (1) tokens holds 0; the least is 1; (2) repeats is 0; the least is 1"
        );
    }

    [Fact]
    public void Stops_when_cancelled() =>
        Should.Throw<OperationCanceledException>(() =>
            LayerLatency.Measure(
                [Small],
                new LatencyOptions([1]),
                ProgressReporter.Silent,
                cancel: new CancellationToken(canceled: true)
            )
        );

    [Fact]
    public void Powers_of_two_end_at_the_largest() => LatencyOptions.PowersOfTwo(9).ShouldBe([1, 2, 4, 8]);
}
