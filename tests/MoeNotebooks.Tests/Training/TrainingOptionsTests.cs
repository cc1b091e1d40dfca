using MoeNotebooks.Training;

namespace MoeNotebooks.Tests.Training;

public sealed class TrainingOptionsTests
{
    private static readonly TrainingOptions Options = new()
    {
        Tokens = 1000 * 2 * 12 * 128,
        Rows = 12,
        WarmUp = 100,
        Floor = 0.1,
    };

    [Fact]
    public void Steps_are_the_tokens_over_what_a_batch_holds() => Options.Steps.ShouldBe((long)(1000 / 0.97));

    [Fact]
    public void The_rate_rises_in_a_line_and_falls_in_a_line_to_the_floor()
    {
        var n = Options.Steps; // 1030
        Options.Factor(1).ShouldBe(0.01, 1e-12);
        Options.Factor(50).ShouldBe(0.5, 1e-12);
        Options.Factor(n / 2).ShouldBe(0.55, 1e-12);
        Options.Factor(n).ShouldBe(0.1, 1e-12);
        Enumerable.Range(100, (int)n - 100).ShouldAllBe(step => Options.Factor(step + 1) < Options.Factor(step));
    }
}
