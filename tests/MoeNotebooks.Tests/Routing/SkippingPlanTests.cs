using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Routing;

public sealed class SkippingPlanTests
{
    [Theory]
    [InlineData(9, 6)]
    [InlineData(9, 2)]
    [InlineData(26, 6)]
    [InlineData(58, 8)]
    [InlineData(1, 2)]
    public void Every_allocation_has_its_mirror_image_and_none_uses_more_than_trained(int layers, int trained)
    {
        var plan = SkippingPlan.Of(new RouterRule(24, trained, Scoring.Softmax), layers);
        string[] experts =
        [
            .. plan.OfType<Allocation>().Select(policy => string.Join(' ', policy.ActiveExperts(layers, trained))),
        ];
        experts.ShouldAllBe(one =>
            experts.Contains(string.Join(' ', one.Split(' ', StringSplitOptions.None).Reverse()))
        );
        plan.SelectMany(policy => policy.ActiveExperts(layers, trained)).ShouldAllBe(k => k >= 1 && k <= trained);
        plan[0].ShouldBe(RoutingPolicy.Trained);
        plan.Count(policy => policy is TopK && policy.Weights == SkippedWeights.ArchitectureDefault)
            .ShouldBe(trained - 1);
    }

    [Fact]
    public void Each_shape_of_the_paper_is_there()
    {
        var shapes = SkippingPlan
            .Of(new RouterRule(24, 6, Scoring.Softmax), 9)
            .Select(policy => AllocationShapes.Of(policy.ActiveExperts(9, 6)))
            .Distinct();
        shapes
            .Order()
            .ShouldBe([
                AllocationShape.Flat,
                AllocationShape.Ascending,
                AllocationShape.Descending,
                AllocationShape.Peak,
                AllocationShape.Valley,
            ]);
    }

    [Fact]
    public void Levels_of_ones_own_take_the_place_of_a_third_and_all() =>
        SkippingPlan
            .Of(new RouterRule(64, 8, Scoring.Sigmoid), 10, [3, 5])
            .OfType<Allocation>()
            .SelectMany(policy => new[] { policy.B, policy.H, policy.E })
            .Distinct()
            .Order()
            .ShouldBe([3, 5]);

    [Fact]
    public void The_other_rule_is_the_one_that_the_model_does_not_have()
    {
        SkippingPlan
            .Of(new RouterRule(24, 6, Scoring.Softmax), 9)[^1]
            .ShouldBe(new TopK(2) { Weights = SkippedWeights.RescaleToOriginalMass });
        SkippingPlan
            .Of(new RouterRule(24, 6, Scoring.Sigmoid) { Renormalise = true }, 9)[^1]
            .ShouldBe(new TopK(2) { Weights = SkippedWeights.Keep });
    }
}
