using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Tests.Performance.Serving;

public sealed class ServingModelTests
{
    private static readonly ServingModel Model = new(Fixed: 5, Expert: 0.1, Skew: 0.5, Request: 0.02, Active: 0.01, WithoutGraph: 8);

    [Fact]
    public void A_step_of_one_request_reads_its_own_experts() =>
        Model.StepMilliseconds(1, 64, 6).ShouldBe(5 + 0.6 + 0.06 + 0.02, 1e-6);

    [Fact]
    public void Steps_above_the_largest_graph_cost_more()
    {
        var jump = Model.StepMilliseconds(161, 64, 6) - Model.StepMilliseconds(160, 64, 6);
        jump.ShouldBeInRange(8, 8.2);
    }

    [Fact]
    public void The_error_is_relative_to_what_was_measured()
    {
        var exact = Model.TokensPerSecond(8, 64, 6);
        Model.PercentageError([new ServingCell(8, 64, 6, exact), new ServingCell(8, 64, 6, exact * 2)]).ShouldBe(25, 1e-9);
    }
}
