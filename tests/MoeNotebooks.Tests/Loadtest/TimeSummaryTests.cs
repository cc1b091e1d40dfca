using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Tests.Loadtest;

/// <summary>Against values that NumPy 1.24.2 gave: np.mean, np.percentile (linear), np.std.</summary>
public sealed class TimeSummaryTests
{
    [Fact]
    public void Percentiles_interpolate_as_numpy_does()
    {
        Close(
            TimeSummary.Of([0.012, 0.4, 0.031, 0.9, 0.0505]),
            278.7,
            50.5,
            342.1364640023042,
            799.9999999999999,
            880.0
        );
        Close(TimeSummary.Of([0.1, 0.2]), 150.0, 150.0, 50.0, 195.0, 199.0);
        Close(
            TimeSummary.Of([
                0.073,
                0.036,
                0.109,
                0.072,
                0.035,
                0.108,
                0.071,
                0.034,
                0.107,
                0.07,
                0.033,
                0.106,
                0.069,
                0.142,
                0.105,
                0.068,
                0.141,
                0.104,
                0.067,
                0.14,
            ]),
            84.5,
            72.5,
            34.64462440264001,
            141.05,
            141.81
        );
    }

    [Fact]
    public void One_time_is_all_of_them() => TimeSummary.Of([0.5]).ShouldBe(new TimeSummary(500, 500, 0, 500, 500));

    [Fact]
    public void Without_times_there_is_no_summary() => TimeSummary.Of([]).ShouldBeNull();

    private static void Close(TimeSummary? of, double mean, double median, double deviation, double p95, double p99)
    {
        of.ShouldNotBeNull();
        of.Mean.ShouldBe(mean, 1e-12 * mean);
        of.Median.ShouldBe(median, 1e-12 * median);
        of.Deviation.ShouldBe(deviation, 1e-12 * deviation);
        of.P95.ShouldBe(p95, 1e-12 * p95);
        of.P99.ShouldBe(p99, 1e-12 * p99);
    }
}
