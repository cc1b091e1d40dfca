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

    [Fact]
    public void Repeats_that_overlap_show_no_slower_mixture()
    {
        var verdict = BatchVerdicts.Mixture(Run([10, 18, 30, 32], [10, 10, 20, 40], spread: 3), Mixture);
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart); // later, but not clearly slower
        verdict.Text.ShouldContain("some repeats of the dense layer took longer");
    }

    // The machine reads 10 GB/s and computes 100 GFLOP/s: its ridge is 10 FLOPs per byte, and its roofline saturates at
    // L = 8.
    [Theory]
    [InlineData(10, 10, 12, 20, Agreement.Agrees)] // free, and best at 8 as predicted
    [InlineData(10, 8, 9, 16, Agreement.AgreesInPart)] // a slow first is not a free second
    [InlineData(10, 10, 40, 80, Agreement.AgreesInPart)] // free, but best at 2 already
    [InlineData(10, 19, 38, 76, Agreement.Disagrees)] // twice the work takes twice the time from the start
    public void Figure_2b_is_judged_by_this_machines_own_ridge(
        double one,
        double two,
        double four,
        double eight,
        Agreement agreement
    )
    {
        var verdict = BatchVerdicts.Dense(Run([10, 10, 10, 10], [one, two, four, eight]), Mixture.DenseTwin);
        verdict.Text.ShouldContain("measured, at L = 8 by the roofline");
        verdict.Agreement.ShouldBe(agreement);
    }

    [Fact]
    public void A_slow_first_is_called_so()
    {
        BatchVerdicts
            .Dense(Run([10, 10, 10, 10], [10, 8, 9, 16]), Mixture.DenseTwin)
            .Text.ShouldContain("0.80 times the batch of 1 (not free but a slow first");
        BatchVerdicts
            .Dense(Run([10, 10, 10, 10], [10, 10, 12, 20]), Mixture.DenseTwin)
            .Text.ShouldContain("1.00 times the batch of 1 (free)");
    }

    [Fact]
    public void Few_or_scattered_repeats_decide_nothing_about_the_second_token()
    {
        var verdict = BatchVerdicts.Dense(Run([10, 10, 10, 10], [10, 19, 38, 76], repeats: 2), Mixture.DenseTwin);
        verdict.Text.ShouldContain("the repeats spread too far");
        verdict.Agreement.ShouldBe(Agreement.Undecided);
        BatchVerdicts
            .Dense(Run([10, 10, 10, 10], [10, 19, 38, 76], spread: 4), Mixture.DenseTwin)
            .Agreement.ShouldBe(Agreement.Undecided);
    }

    [Fact]
    public void Figure_2a_agrees_only_where_the_curve_rises_and_flattens()
    {
        var wide = LayerShape.V2Lite.DenseTwin;
        var verdict = BatchVerdicts.Intensity(wide, 4096, ridge: new LayerCost(wide).Intensity(40));
        verdict.Text.ShouldContain("passed at L = 40.");
        verdict.Text.ShouldContain("has not saturated");
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart);
        BatchVerdicts.Intensity(wide, 1 << 20, ridge: 25).Agreement.ShouldBe(Agreement.Agrees);
        BatchVerdicts
            .Intensity(new LayerShape("many", 2048, 1408, 256, 1), 16, ridge: 25)
            .Agreement.ShouldBe(Agreement.Disagrees); // each token hits an expert of its own
    }

    [Fact]
    public void A_ridge_beyond_the_limit_is_never_passed() =>
        BatchVerdicts.Intensity(Mixture.DenseTwin, 64, ridge: 1e6).Text.ShouldContain("passed at no L");

    /// <summary>
    /// Microseconds of batches of 1, 2, 4 and 8; with a spread, repeats reach from that many times less to that many
    /// times more.
    /// </summary>
    private static LatencyRun Run(double[] mixture, double[] dense, int repeats = 5, double spread = 1) =>
        new(
            [.. Points(Mixture, mixture, repeats, spread), .. Points(Mixture.DenseTwin, dense, repeats, spread)],
            new Roofline(10e9, 100e9),
            WeightPrecision.BFloat16
        );

    private static IEnumerable<LatencyPoint> Points(LayerShape shape, double[] times, int repeats, double spread) =>
        times.Select(
            (time, i) =>
                new LatencyPoint(
                    shape,
                    1 << i,
                    [
                        .. Enumerable
                            .Range(0, repeats)
                            .Select(repeat =>
                                time * 1e-6 * Math.Pow(spread, repeats == 1 ? 0 : (2.0 * repeat / (repeats - 1)) - 1)
                            ),
                    ],
                    1
                )
        );
}
