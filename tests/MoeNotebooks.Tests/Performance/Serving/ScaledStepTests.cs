using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Performance.Serving;

public sealed class ScaledStepTests
{
    private static readonly ServedModel Served = ServedModel.Load("deepseek-v2-lite"); // 6 of 64

    /// <summary>
    /// 16 tokens of 6 of 64 touch 1 - (58/64)^16 = 79 % of the experts; of 6 of 24 five or six do: 1 - (18/24)^5 = 76
    /// %, 1 - (18/24)^6 = 82 %.
    /// </summary>
    [Theory]
    [InlineData(24, 6, 16, 5)]
    [InlineData(8, 2, 16, 5)]
    [InlineData(64, 6, 16, 16)]
    [InlineData(64, 6, 1, 1)]
    [InlineData(24, 6, 1, 1)]
    [InlineData(8, 8, 16, 1)]
    public void Fewer_tokens_of_a_larger_share_make_as_full_a_step(
        int experts,
        int trained,
        int requests,
        int tokens
    ) => new ScaledStep(Served, new RouterRule(experts, trained, Scoring.Softmax), requests).Tokens.ShouldBe(tokens);

    [Fact]
    public void Shares_of_experts_become_the_served_models_and_pruning_leaves_as_many_as_a_token_uses()
    {
        var step = new ScaledStep(Served, new RouterRule(24, 6, Scoring.Softmax), 16);
        var same = DecodeForecast.Of(Served, [new(64, 6, Served.MoeLayers) { PerToken = 3, Distinct = 32 }], 16);
        step.Of(3, 12).Milliseconds.ShouldBe(same.Milliseconds, 1e-12);
        var half = DecodeForecast.Of(Served, [new(32, 6, Served.MoeLayers) { PerToken = 6, Distinct = 32 }], 16);
        // Not more different ones than are kept
        step.Of(6, 13, kept: 12).Milliseconds.ShouldBe(half.Milliseconds, 1e-12);
        step.Of(6, 20).Milliseconds.ShouldBeGreaterThan(step.Of(3, 12).Milliseconds);
        step.Of(1, 1, kept: 0.1).Milliseconds.ShouldBeGreaterThan(0);
    }
}
