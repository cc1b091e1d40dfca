using MoeNotebooks.Errors;
using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Progress;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Measurement;

public sealed class ForcedRoutingTests
{
    private static readonly LayerShape Small = new("small", 64, 32, 8, 2, 32);

    [Fact]
    public void Every_pattern_and_the_twin_are_timed_as_often_and_no_tensor_is_left()
    {
        var before = LiveTensors.Settled();
        var points = ForcedRouting.Measure(
            Small,
            new LatencyOptions([1, 4], Repeats: 3),
            ProgressReporter.Silent,
            cancel: TestContext.Current.CancellationToken
        );
        LiveTensors.Settled().ShouldBe(before);
        points.Select(point => point.Tokens).ShouldBe([1, 4]);
        points.ShouldAllBe(point =>
            point.Times.Count == 3 && point.Times.Values.All(times => times.Count == 3) && point.Twin.Count == 3
        );
        points[0].Distinct.ShouldBe(2);
    }

    [Fact]
    public void A_dense_layer_has_no_router_to_force() =>
        Should
            .Throw<MoeUsageException>(() =>
                ForcedRouting.Measure(Small.DenseTwin, new LatencyOptions([1]), ProgressReporter.Silent)
            )
            .Message.ShouldContain("is dense");

    [Theory]
    [InlineData(6, 2, 1, Agreement.Agrees)] // reading 3 times, dispatch 2 times
    [InlineData(6, 4, 1, Agreement.Disagrees)] // dispatch is clearly the larger part
    [InlineData(2, 2, 1, Agreement.Undecided)] // reading cannot be told from nothing
    public void The_control_can_say_either(double turn, double same, double twin, Agreement agreement)
    {
        double[] Times(double at) => [.. Enumerable.Range(0, 6).Select(i => at * (1 + (0.001 * (i % 2))))];
        var point = new ForcedPoint(
            Small,
            8,
            new Dictionary<RoutingPattern, IReadOnlyList<double>>
            {
                [RoutingPattern.Router] = Times(turn),
                [RoutingPattern.RoundRobin] = Times(turn),
                [RoutingPattern.SameExperts] = Times(same),
            },
            Times(twin),
            8
        );
        point.Reading.Median.ShouldBe(turn / same, 1e-9);
        point.Dispatch.Median.ShouldBe(same / twin, 1e-9);
        ForcedVerdict.Of([point]).Agreement.ShouldBe(agreement);
    }
}
