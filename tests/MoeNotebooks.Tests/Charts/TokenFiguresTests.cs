using MoeNotebooks.Charts;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Charts;

public sealed class TokenFiguresTests
{
    [Fact]
    public void What_is_skipped_and_what_stays_are_together_what_all_experts_are()
    {
        using var model = MoeModel.Open("mini-softmax");
        var (all, two) = (
            RoutedText.Of(model, "Question: What?\nAnswer:"),
            RoutedText.Of(model, "Question: What?\nAnswer:", new TopK(2))
        );
        var layer = model.MoeLayers[0];
        var whole = TokenFigures.Experts("all", all, layer, ResultKind.Synthetic).Series.Single();
        var figure = TokenFigures.Skipped("two", all, two, layer, ResultKind.Synthetic);

        figure.Series.Select(series => series.Name).ShouldBe(["skipped", "still used"]);
        figure.Series[1].X.Count.ShouldBe(2 * all.Tokens.Count);
        Points(figure.Series[0]).Concat(Points(figure.Series[1])).Order().ShouldBe(Points(whole).Order());
        figure.X.TickTexts!.Count.ShouldBe(all.Tokens.Count);
        figure.X.TickTexts.ShouldAllBe(text => text.Length <= 8);
        figure.X.TickTexts.ShouldContain("\\n");
    }

    private static IEnumerable<(double, double)> Points(Series series) => series.X.Zip(series.Y);
}
