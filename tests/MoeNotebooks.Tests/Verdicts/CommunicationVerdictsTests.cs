using MoeNotebooks.Performance.Communication;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class CommunicationVerdictsTests
{
    private static readonly CrossingCase Example = CrossingCase.Of("mixtral-8x7b", devices: 8);
    private static readonly CrossingCase AllEight = Example with { Name = "all eight", Active = 8 };

    [Fact]
    public void The_papers_example_agrees() => Of(NodeLinks.Paper, Example).Agreement.ShouldBe(Agreement.Agrees);

    [Fact]
    public void Eight_experts_on_eight_devices_do_not()
    {
        var verdict = Of(NodeLinks.Paper, AllEight);
        verdict.Agreement.ShouldBe(Agreement.Disagrees);
        // Every other device, there and back: what a ring sends
        verdict.Text.ShouldContain("8 experts on 8 devices, 114 % and 100 %");
    }

    [Fact]
    public void Some_of_them_is_in_part() =>
        Of(NodeLinks.Paper, Example, AllEight).Agreement.ShouldBe(Agreement.AgreesInPart);

    [Fact]
    public void A_slower_link_across_turns_it_round() =>
        Of(NodeLinks.Paper with { Across = 25e9 }, Example).Agreement.ShouldBe(Agreement.Disagrees);

    private static Verdict Of(NodeLinks links, params CrossingCase[] cases) =>
        CommunicationVerdicts.Crossing(cases, links, TokenFormat.Bf16);
}
