using MoeNotebooks.Charts;
using MoeNotebooks.Results;
using SkiaSharp;

namespace MoeNotebooks.Tests.Charts;

public sealed class StaticRendererTests
{
    [Fact]
    public void Draws_a_png_as_wide_and_high_as_asked()
    {
        var figure = new Figure(
            "Example",
            new Axis("x"),
            new Axis("y"),
            [new Series("a", ResultKind.Measured, [1, 2], [3, 4])]
        );
        var png = StaticRenderer.Png(figure, sharpness: 1);
        png.AsSpan(0, 8).ToArray().ShouldBe([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        BigEndian(png, 16).ShouldBe(900);
        BigEndian(png, 20).ShouldBe(figure.Height + LegendGrid.Picture.HeightOf(figure));
        Pixels(png, "#0072B2").ShouldBeGreaterThan(100); // the line and its points
        Pixels(png, "#D55E00").ShouldBe(0);
    }

    [Fact]
    public void Labels_change_the_picture_so_there_is_a_font()
    {
        var figure = new Figure("", new Axis(""), new Axis(""), []);
        StaticRenderer
            .Png(figure, 1)
            .Length.ShouldBeLessThan(
                StaticRenderer.Png(figure with { Title = "A title of some length" }, 1).Length - 500
            );
    }

    [Fact]
    public void Draws_every_kind_of_mark_in_its_colour()
    {
        var all = All();
        var png = StaticRenderer.Png(all, 1);
        Pixels(png, "#0072B2").ShouldBeGreaterThan(20_000); // two bars
        Pixels(png, "#D55E00").ShouldBeGreaterThan(200); // a dashed line
        Pixels(png, "#009E73").ShouldBeGreaterThan(60); // hollow points and their error bars
        Pixels(
                StaticRenderer.Png(
                    all with
                    {
                        Series = [all.Series[0], all.Series[1], all.Series[2] with { Low = null, High = null }],
                    },
                    1
                ),
                "#009E73"
            )
            .ShouldBeLessThan(Pixels(png, "#009E73") - 20);
        Pixels(StaticRenderer.Png(all with { Series = [.. all.Series.Skip(1)] }, 1), "#0072B2").ShouldBe(0);
        StaticRenderer.Png(all with { Guides = [] }, 1).ShouldNotBe(png);
        StaticRenderer.Png(all with { Boxes = [] }, 1).ShouldNotBe(png);
    }

    private static Figure All() =>
        new(
            "All",
            new Axis("x", Log: true),
            new Axis("y"),
            [
                new Series("bars", ResultKind.Measured, [1, 2], [3, 4]) { Mark = Mark.Bars },
                new Series("line", ResultKind.Predicted, [1, 2], [3, 4]) { Mark = Mark.Line, Colour = 1 },
                new Series("points", ResultKind.Quoted, [1, 2], [3, 4])
                {
                    Low = [2, 3],
                    High = [4, 5],
                    Colour = 2,
                },
            ]
        )
        {
            Guides = [new Guide(1.5, true, "here"), new Guide(3, false, "there")],
            Boxes = [new Box(1, 3, 1, 1, "box") { Colour = 3 }, new Box(1, 3, 1, 1, "outline")],
        };

    private static int Pixels(byte[] png, string colour)
    {
        using var picture = SKBitmap.Decode(png);
        var wanted = SKColor.Parse(colour);
        return picture.Pixels.Count(pixel => pixel == wanted);
    }

    private static int BigEndian(byte[] bytes, int at) =>
        (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}
