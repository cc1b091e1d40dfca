using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Tests.Performance.Validation;

public sealed class PaperValidationTests(ITestOutputHelper output)
{
    private static readonly Lazy<PaperValidation> Fitted = new(() => PaperValidation.Run());

    [Fact]
    public void Four_series_predict_all_206_cells_of_tables_8_and_12()
    {
        var cells = Fitted.Value.Of("table08", "table12");
        cells.Count.ShouldBe(206);
        cells.Where(cell => cell.Fitted).Select(cell => cell.Column).Distinct().ShouldBe(["na6", "na2", "ne24", "ne6"]);
        Said(PaperValidation.PercentageError(cells)).ShouldBe(4.1, 0.05); // as the README says
        Said(Fitted.Value.SpeedupError("table08", "table12")).ShouldBe(3.8, 0.05);
    }

    [Theory]
    [InlineData("na6", "na3", "ne32", "ne8")]
    [InlineData("na6", "na2", "ne48", "ne12")]
    [InlineData("na6", "na4", "ne32", "ne12")]
    public void It_does_not_hang_on_the_choice_of_the_four(params string[] columns) =>
        Said(PaperValidation.PercentageError(PaperValidation.Run(columns).Of("table08", "table12")))
            .ShouldBeLessThan(5);

    [Fact]
    public void Another_model_on_other_cards_is_predicted_from_its_config_and_their_data_sheet() =>
        Said(PaperValidation.PercentageError(Fitted.Value.Of("table09"))).ShouldBe(7.7, 0.05);

    [Theory]
    [InlineData("table03", 7, 0.10)]
    [InlineData("table04", 2, 0.20)]
    public void Other_lengths_are_predicted_cell_by_cell(string table, int count, double most)
    {
        var cells = Fitted.Value.Of(table);
        cells.Count.ShouldBe(count);
        cells.ShouldAllBe(cell => Math.Abs(cell.Error) < most);
    }

    [Fact]
    public void The_description_that_ships_is_what_fitting_gives()
    {
        var shipped = EngineDescription.Load(PaperSetup.Engine).Parameters.Named();
        foreach (var (stored, fitted) in shipped.Zip(Fitted.Value.Engine.Parameters.Named()))
        {
            fitted.Figure.Value.ShouldBe(stored.Figure.Value, 0.03 * stored.Figure.Value, stored.Name);
            stored.Figure.Value.ShouldBeInRange(stored.Figure.Low, stored.Figure.High);
        }
    }

    private double Said(double percent)
    {
        output.WriteLine($"{percent:F2} %");
        return percent;
    }
}
