using MoeNotebooks.Training;

namespace MoeNotebooks.Tests.Training;

public sealed class TrainingOptionsTests
{
    private static readonly TrainingOptions Options = new() { Tokens = 1000 * 2 * 12 * 128, WarmUp = 100, Floor = 0.1, SlowShare = 0.5, Stretch = 2 };

    [Fact]
    public void Steps_are_the_tokens_over_what_a_batch_holds() => Options.Steps.ShouldBe((long)(1000 / 0.97));

    [Fact]
    public void The_rate_rises_in_a_line_falls_slowly_then_along_the_cosine_to_the_floor()
    {
        var n = Options.Steps; // 1030
        Cosine(0).ShouldBe(1);
        Options.Factor(1).ShouldBe(0.01 * Cosine(1 / (2.0 * n)), 1e-12);
        Options.Factor(50).ShouldBe(0.5 * Cosine(50 / (2.0 * n)), 1e-12);
        Options.Factor(100).ShouldBe(Cosine(100 / (2.0 * n)), 1e-12);
        Options.Factor(n / 2).ShouldBe(0.1 + (0.9 * 0.5 * (1 + Math.Sqrt(0.5))), 1e-12); // a quarter of the stretched way
        Options.Factor(3 * n / 4).ShouldBe(Cosine((3 * n / 4) / (double)n), 1e-12);
        Options.Factor(n).ShouldBe(0.1, 1e-12);
        Enumerable.Range(100, (int)n - 100).ShouldAllBe(step => Options.Factor(step + 1) < Options.Factor(step));
    }

    private static double Cosine(double way) => 0.1 + (0.9 * 0.5 * (1 + Math.Cos(Math.PI * way)));
}
