using ScottPlot;

namespace MoeNotebooks.Charts;

/// <summary>Guides and boxes of a static picture.</summary>
internal static class StaticShapes
{
    public static void Add(Plot plot, Figure figure, Guide guide)
    {
        var at = StaticRenderer.Scale(guide.Vertical ? figure.X : figure.Y, guide.At);
        ScottPlot.Plottables.AxisLine line = guide.Vertical ? plot.Add.VerticalLine(at) : plot.Add.HorizontalLine(at);
        line.Color = Color.FromHex(Theme.Muted);
        line.LineWidth = 1.2f;
        line.LinePattern = LinePattern.Dotted;
        var range = guide.Vertical ? AxisRange.Vertical(figure) : AxisRange.Horizontal(figure);
        var end = StaticRenderer.Scale(guide.Vertical ? figure.Y : figure.X, guide.Vertical ? range.To : range.From);
        var text = guide.Vertical ? plot.Add.Text(guide.Text, at, end) : plot.Add.Text(guide.Text, end, at);
        text.LabelAlignment = guide.Vertical ? Alignment.UpperLeft : Alignment.LowerLeft;
        Dress(text, Theme.Muted);
    }

    public static void Add(Plot plot, Figure figure, Box box)
    {
        var (left, right) = (
            StaticRenderer.Scale(figure.X, box.Left),
            StaticRenderer.Scale(figure.X, box.Left + box.Width)
        );
        var (bottom, top) = (
            StaticRenderer.Scale(figure.Y, box.Bottom),
            StaticRenderer.Scale(figure.Y, box.Bottom + box.Height)
        );
        if (!box.TextOnly)
        {
            var rectangle = plot.Add.Rectangle(left, right, bottom, top);
            rectangle.LineColor = Color.FromHex(box.Colour is { } edge ? Theme.Colour(edge) : Theme.Muted);
            rectangle.LineWidth = 1.5f;
            rectangle.FillColor = box.Colour is { } fill
                ? Color.FromHex(Theme.Colour(fill)).WithAlpha(0.35)
                : Colors.Transparent;
        }

        var text = plot.Add.Text(box.Text, (left + right) / 2, (bottom + top) / 2);
        text.LabelAlignment = Alignment.MiddleCenter;
        Dress(text, Theme.Ink);
    }

    private static void Dress(ScottPlot.Plottables.Text text, string colour)
    {
        text.LabelFontColor = Color.FromHex(colour);
        text.LabelFontSize = Theme.FontSize - 2;
        text.LabelFontName = StaticFonts.Name;
    }
}
