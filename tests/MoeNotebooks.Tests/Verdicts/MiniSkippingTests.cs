using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation.Sweeps;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class MiniSkippingTests
{
    [Fact]
    public async Task Every_different_allocation_appears_once_against_the_full_model()
    {
        RoutingPolicy[] policies =
        [
            RoutingPolicy.Trained,
            new TopK(2),
            new TopK(6),
            new Allocation(6, 4, 2, 2),
            new Allocation(2, 2, 2, 1),
            new TopK(2) { Weights = SkippedWeights.Renormalise },
            new RelativeThreshold(0.5),
        ];
        var sweep = await Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(),
            policies,
            cancellationToken: TestContext.Current.CancellationToken
        );
        var mini = MiniSkipping.Of(sweep, sweep.CompareWith(sweep.Points[0]));

        mini.Rows.Select(row => row.Experts).ShouldBe(["6 6 6", "2 2 2", "6 4 2", "2 2 2", "6 6 6"]);
        mini.Rows.Select(row => row.Policy)
            .ShouldBe(["trained", "k=2", "(6,4,2,2)", "k=2, weights renormalised", "threshold 0.5, at least 1"]);
        mini.Rows[0].Difference.ShouldBe(0);
        mini.Rows.ShouldAllBe(row => Math.Abs(row.Accuracy - mini.Rows[0].Accuracy - row.Difference) < 1e-9);
        mini.Curve.Trained.ShouldBe(6);
        mini.Curve.Baseline.ShouldBe(100 * sweep.Points[0].Mean);
        mini.Curve.Points.Select(point => point.MeanExperts).ShouldBe([6, 2, 4, 2, 6]);
        mini.Curve.Points.ShouldAllBe(point => point.StandardError > 0);
    }

    [Fact]
    public async Task A_policy_that_decides_for_each_token_stands_where_it_was_counted_and_is_no_uniform_one()
    {
        RoutingPolicy[] policies = [RoutingPolicy.Trained, new TopK(1), new TopK(2), new RelativeThreshold(0.5)];
        var swept = await Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(),
            policies,
            cancellationToken: TestContext.Current.CancellationToken
        );
        var sweep = swept with
        {
            Points =
            [
                .. swept.Points.Select(point =>
                    point.Policy is AdaptivePolicy ? point with { MeasuredExperts = 3.4 } : point
                ),
            ],
        };
        var mini = MiniSkipping.Of(sweep, sweep.CompareWith(sweep.Points[0]));

        (mini.Curve.Points[^1].MeanExperts, mini.Rows[^1].MeanExperts).ShouldBe((3.4, 3.4));
        MiniVerdicts.Curve(mini).Text.ShouldContain("trained: 0.0; the last step");
        MiniVerdicts.Curve(mini).Text.ShouldNotContain("threshold");
    }

    [Fact]
    public async Task Policies_that_differ_only_in_the_rule_for_weights_are_two()
    {
        RoutingPolicy[] policies =
        [
            RoutingPolicy.Trained,
            new TopK(2),
            new TopK(2) { Weights = SkippedWeights.Renormalise },
        ];
        var sweep = await Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(),
            policies,
            cancellationToken: TestContext.Current.CancellationToken
        );
        var mini = MiniSkipping.Of(sweep, sweep.CompareWith(sweep.Points[0]));

        mini.Rows.Select(row => row.Experts).ShouldBe(["6 6 6", "2 2 2", "2 2 2"]);
        mini.Rows.Select(row => row.Policy).Distinct().Count().ShouldBe(3, "a reader must be able to tell them apart");
    }
}
