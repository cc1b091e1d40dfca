using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class BatchVerdictsTests
{
    private static readonly LayerShape Mixture = new("mixture", 64, 32, 8, 2);

    [Fact]
    public void A_slow_late_mixture_agrees_with_the_paper()
    {
        var verdict = BatchVerdicts.Mixture(Run([10, 15, 16, 16], [10, 6, 6, 6]), Mixture);
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart); // slower, but best at once in both
        verdict = BatchVerdicts.Mixture(Run([10, 18, 30, 32], [10, 10, 20, 40]), Mixture); // best at 8, the dense layer at 2
        verdict.Text.ShouldContain("At worst, L = 2, the mixture takes 1.8 times");
        verdict.Agreement.ShouldBe(Agreement.Agrees);
    }

    [Fact]
    public void A_mixture_as_fast_as_the_dense_layer_disagrees() =>
        BatchVerdicts.Mixture(Run([10, 11, 12, 13], [10, 11, 12, 13]), Mixture).Agreement.ShouldBe(Agreement.Disagrees);

    [Theory]
    [InlineData(10, Agreement.AgreesInPart)] // free, but the best batch here is 8
    [InlineData(19, Agreement.Disagrees)]
    public void A_second_token_that_costs_time_is_not_free(double second, Agreement agreement) =>
        BatchVerdicts.Dense(Run([10, 10, 10, 10], [10, second, second, second]), Mixture.DenseTwin).Agreement.ShouldBe(agreement);

    [Fact]
    public void The_ridge_is_passed_where_equation_3_says()
    {
        var shape = LayerShape.V2Lite.DenseTwin;
        var verdict = BatchVerdicts.Intensity(shape, ridge: new LayerCost(shape).Intensity(40));
        verdict.Text.ShouldContain("is passed at L = 40.");
    }

    [Fact]
    public void Counting_far_from_the_formula_is_said()
    {
        BatchVerdicts.Distinct(Run([10, 10, 10, 10], [10, 10, 10, 10])).Agreement.ShouldBe(Agreement.Agrees);
        BatchVerdicts.Distinct(Run([10, 10, 10, 10], [10, 10, 10, 10], distinct: 1)).Agreement.ShouldBe(Agreement.AgreesInPart);
    }

    /// <summary>Microseconds of batches of 1, 2, 4 and 8.</summary>
    private static LatencyRun Run(double[] mixture, double[] dense, double? distinct = null) => new(
        [.. Points(Mixture, mixture, distinct), .. Points(Mixture.DenseTwin, dense, 1)], new Roofline(10e9, 100e9), WeightPrecision.BFloat16);

    private static IEnumerable<LatencyPoint> Points(LayerShape shape, double[] times, double? distinct) => times.Select((time, i) =>
        new LatencyPoint(shape, 1 << i, [time * 1e-6], distinct ?? new LayerCost(shape).Distinct(1 << i)));
}
