using MoeNotebooks.Charts;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class BatchComparisonTests
{
    private static readonly Lazy<IReadOnlyList<BatchRow>> Gpu = new(() =>
    {
        var gpu = new MeasuredValidation();
        return BatchComparison.Of(gpu.Predict(gpu.Rows, HardwareCatalog.Load("h100-sxm")), "H100");
    });

    [Fact]
    public void At_64_tokens_the_h100_takes_10_6_4_2_and_27_times_the_dense_twin()
    {
        var rows = Gpu.Value.Where(row => row.Tokens == 64).ToDictionary(row => row.Layer);
        rows["V2-Lite"].Factor.ShouldBe(10.6, 0.05);
        rows["Mixtral"].Factor.ShouldBe(4.2, 0.05);
        rows["V3"].Factor.ShouldBe(27, 0.5);
        rows["V2-Lite"].RowsPerExpert.ShouldBe(6); // 64 tokens, 6 experts each, all 64 hit
        rows.Values.ShouldAllBe(row => row.Low == null); // medians alone
    }

    [Fact]
    public void Size_does_not_order_the_layers_and_sparsity_does()
    {
        var verdict = LargerModelsVerdict.Of(Gpu.Value, "H100");
        verdict.Text.ShouldContain("larger factor in 2 of 3 pairs, the sparser one in 3. Sparsity orders them");
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart);
    }

    [Theory]
    [InlineData(2, 3, 4, Agreement.Agrees)]
    [InlineData(4, 3, 2, Agreement.Disagrees)]
    public void Other_factors_say_something_else(double small, double middle, double large, Agreement agreement)
    {
        BatchRow[] rows = [Row("a", 1, small), Row("b", 2, middle), Row("c", 3, large)];
        LargerModelsVerdict.Of(rows, "H100").Agreement.ShouldBe(agreement);
        LargerModelsVerdict.Of(rows, "H200").Agreement.ShouldBe(Agreement.Undecided);
    }

    [Fact]
    public void Charts_name_the_machine_and_draw_no_bars_where_no_error_is_known()
    {
        BatchRow[] rows = [Row("a", 1, 2) with { On = BatchComparison.Here, Low = 1.5, High = 3 }, .. Gpu.Value];
        var factors = BatchComparisonFigures
            .Factors(rows)
            .Series.Where(series => series.Kind == ResultKind.Measured)
            .ToArray();
        factors[0].Low.ShouldBe([1.5]);
        factors.Skip(1).ShouldAllBe(series => series.Low == null && series.MeasuredOn == "H100");
        BatchComparisonFigures.RowsPerExpert(rows).Series.ShouldAllBe(series => series.Y.Min() == 1);
    }

    [Fact]
    public void A_gpus_steps_of_one_token_tell_how_well_it_repeats_and_no_others()
    {
        var rows = new MeasuredValidation().Rows;
        // Seven medians of the same work, 5.566 to 5.616 ms
        MeasuredRepeats.StepError(rows, 1)!.Value.ShouldBe(0.0033, 0.0005);
        MeasuredRepeats.StepError(rows, 64).ShouldBeNull();
        MeasuredRepeats
            .SpeedupError(rows, new Speedup("na2", 1, 2, 2))!
            .Value.ShouldBe(2 * Math.Sqrt(2) * 0.0033, 0.003);
    }

    private static BatchRow Row(string layer, long parameters, double factor) =>
        new("H100", layer, 64, 1, factor, 1, factor, null, null, factor, 1, parameters, 10 - parameters);
}
