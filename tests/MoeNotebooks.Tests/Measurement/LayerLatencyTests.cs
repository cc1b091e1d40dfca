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
        var run = LayerLatency.Measure([Small, Small.DenseTwin], new LatencyOptions([1, 4], Repeats: 2), ProgressReporter.Silent, cancel: TestContext.Current.CancellationToken);
        torch.Tensor.TotalCount.ShouldBe(before);

        run.Points.Select(point => (point.Shape, point.Tokens))
            .ShouldBe([(Small, 1), (Small, 4), (Small.DenseTwin, 1), (Small.DenseTwin, 4)]);
        run.Points.ShouldAllBe(point => point.Seconds.Count == 2 && point.FastestPerToken > 0 && point.FastestPerToken <= point.SlowestPerToken);
        run.Of(Small)[0].Distinct.ShouldBe(2); // one token, two experts
        run.Of(Small)[1].Distinct.ShouldBeInRange(2, 8);
        run.Of(Small.DenseTwin)[0].Distinct.ShouldBe(1);
        run.Machine.BytesPerSecond.ShouldBeGreaterThan(1e8);
        BatchEffect.Slowdowns(run.Points).Count.ShouldBe(2);
    }

    [Fact]
    public void Every_wrong_option_is_named_at_once()
    {
        var error = Should.Throw<MoeUsageException>(() => new LatencyOptions([0, 1], Repeats: 0).Validate());
        error.Message.ShouldBe("layer timing: 2 problems: (1) tokens holds 0; the least is 1; (2) repeats is 0; the least is 1");
    }

    [Fact]
    public void Stops_when_cancelled() =>
        Should.Throw<OperationCanceledException>(() => LayerLatency.Measure(
            [Small], new LatencyOptions([1]), ProgressReporter.Silent, cancel: new CancellationToken(canceled: true)));

    [Fact]
    public void Powers_of_two_end_at_the_largest() => LatencyOptions.PowersOfTwo(9).ShouldBe([1, 2, 4, 8]);
}
