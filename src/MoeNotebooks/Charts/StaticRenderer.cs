using ScottPlot;
using ScottPlot.TickGenerators;

namespace MoeNotebooks.Charts;

/// <summary>Draws a figure as a picture, without a browser, for readers without scripts.</summary>
internal static class StaticRenderer
{
    /// <summary>The figure as a PNG file's bytes.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="sharpness">Pixels a unit: more is crisper and larger.</param>
    /// <param name="titled">Whether the title is in the picture; no where it stands beside it.</param>
    public static byte[] Png(Figure figure, double sharpness = 1.5, bool titled = true)
    {
        var plot = Draw(figure, titled);
        plot.ScaleFactor = sharpness;
        return plot.GetImageBytes(
            (int)(Theme.Width * sharpness),
            (int)((figure.Height + LegendGrid.Picture.HeightOf(figure)) * sharpness),
            ImageFormat.Png
        );
    }

    private static Plot Draw(Figure figure, bool titled)
    {
        ArgumentNullException.ThrowIfNull(figure);
        StaticFonts.Install();
        var plot = new Plot();
        plot.Font.Set(StaticFonts.Name);
        plot.Title(titled ? figure.Title : string.Empty, Theme.TitleSize);
        Dress(plot.Axes.Bottom, figure.X, AxisRange.Horizontal(figure));
        if (AreTight(AxisRange.Horizontal(figure).Texts))
        {
            Turn(plot.Axes.Bottom);
        }

        Dress(plot.Axes.Left, figure.Y, AxisRange.Vertical(figure));
        plot.Grid.MajorLineColor = Color.FromHex(Theme.Grid);
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        if (figure.X.Hidden || figure.Heat is not null)
        {
            plot.HideGrid();
        }

        plot.Axes.Title.Label.Alignment = Alignment.LowerCenter;
        if (figure.Heat is { } map)
        {
            StaticHeat.Add(plot, map, figure.Height);
        }

        foreach (var box in figure.Boxes)
        {
            StaticShapes.Add(plot, figure, box);
        }

        foreach (var guide in figure.Guides)
        {
            StaticShapes.Add(plot, figure, guide);
        }

        foreach (var (index, series) in figure.Series.Index())
        {
            StaticSeries.Add(
                plot,
                figure,
                series,
                figure.Series.Take(index).All(other => other.LegendText != series.LegendText)
            );
        }

        AddLegend(plot, figure);
        return plot;
    }

    private static void AddLegend(Plot plot, Figure figure)
    {
        if (figure.Series.Count == 0)
        {
            plot.HideLegend();
            return;
        }

        plot.ShowLegend(Edge.Bottom);
        // ScottPlot makes room for as many columns as the whole picture holds and draws as many as the axes hold: one
        // column has to be said.
        plot.Legend.Orientation =
            LegendGrid.Picture.Columns(figure) == 1 ? Orientation.Vertical : Orientation.Horizontal;
        plot.Legend.TightHorizontalWrapping = false;
        plot.Legend.SymbolWidth = 34; // room for a dash and a gap
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = Theme.FontSize - 1;
        plot.Legend.FontName = StaticFonts.Name;
    }

    private static void Dress(IAxis axis, Axis of, AxisRange range)
    {
        axis.Min = Scale(of, range.From);
        axis.Max = Scale(of, range.To);
        axis.Label.Text = of.Title;
        axis.Label.FontSize = Theme.FontSize;
        axis.Label.Bold = false;
        axis.TickLabelStyle.FontSize = Theme.FontSize - 1;
        axis.IsVisible = !of.Hidden;
        axis.TickGenerator = new NumericManual([.. range.Ticks.Select(tick => Scale(of, tick))], [.. range.Texts]);
    }

    /// <summary>Whether texts side by side would touch.</summary>
    private static bool AreTight(IReadOnlyList<string> texts) =>
        texts.Count * (texts.Select(text => text.Length).DefaultIfEmpty().Max() + 1) * LegendGrid.CharacterWidth
        > Theme.Width - 120;

    private static void Turn(IAxis axis)
    {
        axis.TickLabelStyle.Rotation = 30;
        axis.TickLabelStyle.Alignment = Alignment.MiddleLeft;
        axis.TickLabelStyle.OffsetY = 8; // clear of the axis
    }

    internal static double Scale(Axis axis, double value) => axis.Log ? Math.Log10(value) : value;
}
