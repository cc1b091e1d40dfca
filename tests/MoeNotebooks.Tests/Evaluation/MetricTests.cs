using MoeNotebooks.Evaluation;

namespace MoeNotebooks.Tests.Evaluation;

public sealed class MetricTests
{
    [Fact]
    public void Mean_and_standard_error_are_lm_evals()
    {
        // 21 of 120 right: lm-eval printed these doubles
        var metric = Metric.Mean("acc", [.. Enumerable.Repeat(1.0, 21), .. Enumerable.Repeat(0.0, 99)]);
        metric.Value.ShouldBe(0.175);
        metric.StandardError.ShouldNotBeNull().ShouldBe(0.03483152730096182, 1e-16);
    }

    [Fact]
    public void One_item_has_no_standard_error() => Metric.Mean("acc", [1.0]).ShouldBe(new("acc", 1.0, null));
}
