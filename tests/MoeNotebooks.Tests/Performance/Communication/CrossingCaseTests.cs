using MoeNotebooks.Performance.Communication;

namespace MoeNotebooks.Tests.Performance.Communication;

public sealed class CrossingCaseTests
{
    [Fact]
    public void The_papers_example_is_28_percent_of_the_volume_and_31_percent_of_the_link()
    {
        var mixtral = CrossingCase.Of("mixtral-8x7b", devices: 8);
        (mixtral.Active, mixtral.BoundShare).ShouldBe((2, 2.0 / 7));
        NodeLinks.Paper.Ratio.ShouldBe(50.0 / 160);
    }

    [Fact] // two experts are on two of eight devices, one in eight of them at home
    public void What_mixtral_really_sends_is_a_quarter() =>
        CrossingCase.Of("mixtral-8x7b", devices: 8).Share(TokenFormat.Bf16).ShouldBe(0.25, 1e-12);

    [Fact]
    public void Groups_halve_the_bound_of_V3() =>
        CrossingCase.Of("deepseek-v3", devices: 8).GroupBoundShare.ShouldBe(4.0 / 7, 1e-12);
}
