using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>Ways to route brought to equal cost by replay, and the control that costs exactly as much.</summary>
public sealed class StepCostsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_setting_costs_as_much_as_it_may_and_no_more()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var costs = StepCosts.Of(
            model,
            [
                [.. Enumerable.Range(1, 40)],
                [.. Enumerable.Range(20, 40)],
            ],
            ServedModel.Load("deepseek-v2-lite"),
            requests: 16
        );
        costs.StepTokens.ShouldBe(3); // 16 · ln(58/64) / ln(5/8) = 3.4
        costs.Milliseconds(new TopK(3)).ShouldBe(costs.Milliseconds(RoutingPolicy.Trained));
        costs
            .Milliseconds(new TopK(2))
            .ShouldBeInRange(costs.Milliseconds(new TopK(1)), costs.Milliseconds(new TopK(3)));

        RelativeThreshold[] thresholds = [.. Enumerable.Range(0, 11).Select(i => new RelativeThreshold(i / 10.0))];
        var chosen = costs.Within(thresholds, new TopK(2));
        var limit = costs.Milliseconds(new TopK(2));
        costs.Milliseconds(chosen).ShouldBe(thresholds.Select(costs.Milliseconds).Where(cost => cost <= limit).Max());
        costs.Within(thresholds, RoutingPolicy.Trained).ShouldBe(thresholds[0]); // of equals the first
        costs.Within([new TopK(3), new TopK(2)], new TopK(1)).ShouldBe(new TopK(2)); // none is cheap enough: the cheapest
        Should.Throw<MoeUsageException>(() => costs.Within([], new TopK(1))).Message.ShouldContain("are none");
    }

    [Theory]
    [InlineData(2.5, 1, 2, 0.5)]
    [InlineData(1.25, 0, 1, 0.25)]
    [InlineData(3.0, 2, 2, 1.0)]
    [InlineData(1.0, 0, 0, 1.0)]
    public void A_cost_between_two_others_is_both_in_shares(double cost, int cheaper, int dearer, double share)
    {
        var control = EqualCost.Of([1, 2, 3], cost).ShouldNotBeNull();
        (control.Cheaper, control.Dearer).ShouldBe((cheaper, dearer));
        control.Share.ShouldBe(share, 1e-12);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(3.1)]
    public void Beyond_the_known_costs_there_is_no_control(double cost) => EqualCost.Of([1, 2, 3], cost).ShouldBeNull();
}
