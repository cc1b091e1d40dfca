using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class WhatIfQuestionTests
{
    private static readonly ServedModel Lite = ServedModel.Load("deepseek-v2-lite");

    [Fact]
    public void Everything_out_of_range_is_said_at_once()
    {
        var message = Should
            .Throw<MoeUsageException>(() => new WhatIfQuestion("h1000", 3, 0, [8, -1], double.NaN, 101).Validate(Lite))
            .Message;
        foreach (
            var part in new[]
            {
                "6 problems",
                "hardware is 'h1000'",
                "it must divide the 16 heads",
                "concurrency holds 0",
                "loads holds -1",
                "dollarsPerHour is NaN",
                "pointsAllowed is 101",
            }
        )
        {
            message.ShouldContain(part);
        }
    }

    [Fact]
    public void What_is_in_range_passes() =>
        Should.NotThrow(() => new WhatIfQuestion("h200", 16, 1, [1, 1_000_000], 0, 0).Validate(Lite));
}
