using MoeNotebooks.Charts;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Charts;

public sealed class StaticRendererTests
{
    [Fact]
    public void Draws_a_png_as_wide_and_high_as_asked()
    {
        var figure = new Figure("Example", new Axis("x"), new Axis("y"), [new Series("a", ResultKind.Measured, [1, 2], [3, 4])]);
        var png = StaticRenderer.Png(figure, sharpness: 1);
        png.AsSpan(0, 8).ToArray().ShouldBe([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        BigEndian(png, 16).ShouldBe(900);
        BigEndian(png, 20).ShouldBe(figure.Height + LegendGrid.Picture.HeightOf(figure));
        png.Length.ShouldBeInRange(5_000, 100_000);
    }

    [Fact]
    public void Labels_change_the_picture_so_there_is_a_font()
    {
        var figure = new Figure("", new Axis(""), new Axis(""), []);
        StaticRenderer.Png(figure, 1).Length.ShouldBeLessThan(StaticRenderer.Png(figure with { Title = "A title of some length" }, 1).Length - 500);
    }

    [Fact]
    public void Draws_every_kind_of_figure() => Should.NotThrow(() => StaticRenderer.Png(new Figure(
        "All", new Axis("x", Log: true), new Axis("y"),
        [
            new Series("bars", ResultKind.Measured, [1, 2], [3, 4]) { Mark = Mark.Bars },
            new Series("line", ResultKind.Predicted, [1, 2], [3, 4]) { Mark = Mark.Line, Colour = 1 },
            new Series("points", ResultKind.Quoted, [1, 2], [3, 4]) { Low = [2, 3], High = [4, 5], Colour = 2 },
        ])
    {
        Guides = [new Guide(1.5, true, "here"), new Guide(3, false, "there")],
        Boxes = [new Box(1, 3, 1, 1, "box") { Colour = 1 }, new Box(1, 3, 1, 1, "outline")],
    }));

    private static int BigEndian(byte[] bytes, int at) => (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}
