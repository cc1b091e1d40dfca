using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Tests.Performance.Validation;

public sealed class MeasuredValidationTests(ITestOutputHelper output)
{
    private static readonly Lazy<MeasuredValidation> Validation = new(() => new MeasuredValidation());
    private static readonly Lazy<IReadOnlyList<MeasuredPrediction>> H100 = new(() =>
        Validation.Value.Predict(Validation.Value.Rows, HardwareCatalog.Load("h100-sxm"))
    );

    [Fact]
    public void Decode_steps_that_were_not_fitted_are_within_6_percent_each()
    {
        MeasuredPrediction[] blind = [.. H100.Value.Where(row => !row.Row.IsLayer && !row.Fitted)];
        blind.Length.ShouldBe(90);
        output.WriteLine(
            $"mean {100 * blind.Average(row => Math.Abs(row.Error)):F2} %, at most {100 * blind.Max(row => Math.Abs(row.Error)):F2} %"
        );
        (100 * blind.Average(row => Math.Abs(row.Error))).ShouldBe(1.3, 0.05); // as the README says
        (100 * blind.Max(row => Math.Abs(row.Error))).ShouldBe(5.7, 0.05);
    }

    [Fact]
    public void Their_speedups_are_within_3_percent_on_average()
    {
        double[] errors =
        [
            .. Speedup
                .Of(H100.Value, "skip")
                .Concat(Speedup.Of(H100.Value, "prune"))
                .Select(speedup => Math.Abs(speedup.Error)),
        ];
        errors.Length.ShouldBe(90);
        output.WriteLine($"mean {100 * errors.Average():F2} %, at most {100 * errors.Max():F2} %");
        errors.Average().ShouldBeLessThan(0.03);
    }

    [Fact]
    public void Layers_of_two_models_that_were_not_fitted_are_within_15_percent_each()
    {
        MeasuredPrediction[] blind = [.. H100.Value.Where(row => row.Row.IsLayer && !row.Fitted)];
        blind.Length.ShouldBe(51);
        output.WriteLine(
            $"mean {100 * blind.Average(row => Math.Abs(row.Error)):F2} %, at most {100 * blind.Max(row => Math.Abs(row.Error)):F2} %"
        );
        (100 * blind.Average(row => Math.Abs(row.Error))).ShouldBe(4.3, 0.05);
        (100 * blind.Max(row => Math.Abs(row.Error))).ShouldBe(14.4, 0.05);
    }

    [Fact]
    public void On_another_card_only_the_data_sheet_changes()
    {
        var h200 = Validation.Value.Predict(Validation.Value.Rows, HardwareCatalog.Load("h200"));
        h200.ShouldAllBe(row => !row.Fitted);
        var faster = h200.Zip(H100.Value)
            .Where(pair => pair.First.Row is { Test: "skip", Active: 6 })
            .Select(pair => pair.First.Predicted / pair.Second.Predicted);
        faster.ShouldAllBe(factor => factor > 1.05 && factor < 4.8 / 3.35); // launches do not get faster, memory does
    }

    [Fact]
    public void The_description_that_ships_is_what_fitting_gives()
    {
        foreach (
            var (stored, fitted) in EngineDescription
                .Load("libtorch-graphs")
                .Parameters.Named()
                .Zip(Validation.Value.FittedEngine.Parameters.Named())
        )
        {
            fitted.Figure.Value.ShouldBe(stored.Figure.Value, 0.03 * stored.Figure.Value, stored.Name);
        }
    }

    [Theory]
    [InlineData("""{"test": "layer", "shape": "v2-lite"}""")]
    [InlineData("""{"test": "sing", "batch": 1}""")]
    [InlineData("""{"test": "skip", "batch": "1", "kept": 64, "active": 6, "tok_per_s": 1}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void A_line_that_is_no_measurement_is_named(string line) =>
        Should
            .Throw<MoeDataException>(() => MeasuredRow.Parse("rows.jsonl", ["""{"test": "machine"}""", line]))
            .Message.ShouldStartWith("rows.jsonl: line 2: ");

    [Fact]
    public void What_a_line_lacks_is_named() =>
        Should
            .Throw<MoeDataException>(() => MeasuredRow.Parse("rows.jsonl", ["""{"test": "skip", "batch": 1}"""]))
            .Message.ShouldContain("is no measurement: it has no kept");
}
