using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Communication;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Performance.Communication;

public sealed class DevicesHitTests
{
    [Theory] // experts, groups, chosen groups, experts per token, devices
    [InlineData(8, 1, 1, 2, 8)] // Mixtral
    [InlineData(64, 1, 1, 6, 8)] // V2-Lite
    [InlineData(64, 1, 1, 1, 4)]
    [InlineData(160, 8, 3, 6, 8)] // V2, a group per device
    [InlineData(256, 8, 4, 8, 8)] // V3, a group per device
    [InlineData(256, 8, 4, 8, 32)] // four devices per group
    [InlineData(256, 8, 4, 8, 2)] // four groups per device
    public void Equals_the_mean_of_simulated_tokens_within_its_error(
        int experts,
        int groups,
        int topGroups,
        int active,
        int devices
    )
    {
        var rule = Rule(experts, groups, topGroups);
        var counted = UniformRouting.Count(rule, active, devices, tokens: 20_000, seed: 1);
        counted.Mean.ShouldBe(DevicesHit.Expected(rule, active, devices), Math.Max(1e-9, 3.5 * counted.StandardError));
        counted.StandardError.ShouldBeLessThan(0.02);
    }

    [Fact]
    public void Two_of_four_experts_on_two_devices_share_one_in_a_third_of_cases() =>
        DevicesHit.Expected(Rule(4), active: 2, devices: 2).ShouldBe(5.0 / 3, 1e-12);

    [Fact]
    public void One_device_is_always_hit_and_with_a_device_per_expert_all_are_different()
    {
        DevicesHit.Expected(Rule(64), active: 6, devices: 1).ShouldBe(1, 1e-12);
        DevicesHit.Expected(Rule(64), active: 6, devices: 64).ShouldBe(6, 1e-12);
    }

    [Fact]
    public void Groups_cap_the_devices()
    {
        // 4 (1 - C(96, 8) / C(128, 8))
        DevicesHit.Expected(Rule(256, 8, 4), active: 8, devices: 8).ShouldBe(3.6290109244257, 1e-12);
        // 8 (1 - C(224, 8) / C(256, 8))
        DevicesHit.Expected(Rule(256), active: 8, devices: 8).ShouldBe(5.294652000382479, 1e-12);
    }

    [Fact]
    public void What_does_not_fit_is_refused_all_at_once()
    {
        var error = Should.Throw<MoeUsageException>(() => DevicesHit.Expected(Rule(64, 8, 3), active: 25, devices: 5));
        error.Message.ShouldContain("devices is 5; it must divide the 64 experts");
        error.Message.ShouldContain("must divide the 8 groups or be a multiple of them");
        error.Message.ShouldContain("active is 25; a token can use 1 to 24 experts");
    }

    private static RouterRule Rule(int experts, int groups = 1, int topGroups = 1) =>
        new(experts, 1, Scoring.Softmax) { Groups = groups, TopGroups = topGroups };
}
