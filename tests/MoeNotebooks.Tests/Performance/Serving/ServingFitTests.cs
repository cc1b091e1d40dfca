using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Tests.Performance.Serving;

public sealed class ServingFitTests(ITestOutputHelper output)
{
    [Fact]
    public void Six_parameters_explain_206_cells_within_5_percent()
    {
        var model = ServingFit.Fit(ServingCell.V2Lite);
        output.WriteLine($"{model}: {model.PercentageError(ServingCell.V2Lite):F2} %");
        ServingCell.V2Lite.Count.ShouldBe(206);
        model.PercentageError(ServingCell.V2Lite).ShouldBeLessThan(5.1);
        model.WithoutGraph.ShouldBeInRange(3, 15); // milliseconds of launches above batch 160
    }

    [Fact]
    public void Four_series_predict_the_other_nine()
    {
        ServingCell[] four = [.. ServingCell.V2Lite.Where(cell => cell is { Kept: 64, Active: 6 or 2 } or { Kept: 24 or 6, Active: 6 })];
        var model = ServingFit.Fit(four);
        output.WriteLine($"{four.Length} cells, {model}: {model.PercentageError(ServingCell.V2Lite):F2} % on all");
        model.PercentageError(ServingCell.V2Lite).ShouldBeLessThan(5.3);
    }
}
