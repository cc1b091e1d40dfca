using MoeNotebooks.Charts;
using MoeNotebooks.Performance.Communication;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Charts;

public sealed class CommunicationFiguresTests
{
    [Fact]
    public void A_model_is_drawn_as_sent_and_as_bounded_up_to_a_device_per_expert()
    {
        var figure = CommunicationFigures.Shares(
            "shares",
            ["mixtral-8x7b", "deepseek-v3"],
            [2, 4, 8, 16],
            NodeLinks.Paper,
            TokenFormat.Bf16
        );
        figure.Series.Select(series => (series.X.Count, series.Colour)).ShouldBe([(3, 0), (3, 0), (4, 1), (4, 1)]);
        figure.Series[0].Y[2].ShouldBe(0.25, 1e-12);
        figure.Series[1].Y[2].ShouldBe(2.0 / 7, 1e-12);
        figure.Guides.Single().Text.ShouldBe("links: 31 %");
    }

    [Fact]
    public void Counts_carry_their_error_and_say_where_they_come_from()
    {
        var rule = new RouterRule(8, 2, Scoring.Softmax);
        var tally = new DispatchTally(experts: 8, devices: 4);
        tally.Add([0, 1], active: 2);
        tally.Add([0, 2], active: 2);
        var figure = CommunicationFigures.DevicesPerToken("devices", rule, [tally], ResultKind.Synthetic);
        figure.Series.Select(series => series.Kind).ShouldBe([ResultKind.Synthetic, ResultKind.Predicted]);
        figure.Series[0].Y[0].ShouldBe(1.5);
        figure.Series[0].High![0].ShouldBe(1.5 + (1.96 * tally.StandardError));
        figure.Series[1].Y[0].ShouldBe(DevicesHit.Expected(rule, 2, 4));
    }
}
