using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Models;

/// <summary>What a policy means for each layer.</summary>
public sealed class RoutingPlanTests
{
    private static readonly RouterRule Rule = new(8, 3, Scoring.Softmax);

    [Fact]
    public void A_model_of_dense_layers_alone_has_nothing_to_route() =>
        RoutingPlan.Of(Rule, [], RoutingPolicy.Trained, mask: null, observer: null).ShouldBeEmpty();

    [Fact]
    public void More_experts_than_a_token_can_use_are_refused() =>
        Should
            .Throw<MoeUsageException>(() => RoutingPlan.Of(Rule, [1], new TopK(9), mask: null, observer: null))
            .Message.ShouldContain("is 9");
}
