using ScottPlot;

namespace MoeNotebooks.Charts;

/// <summary>The heat map of a static picture, with its colour bar.</summary>
internal static class StaticHeat
{
    public static void Add(Plot plot, HeatMap map, int height)
    {
        if (map.Columns == 0)
        {
            return;
        }

        // The library wants the middles of the outermost cells, and so at least two of them each way: a single one is
        // drawn as two halves.
        int rows = Math.Max(2, map.Rows.Count),
            columns = Math.Max(2, map.Columns);
        var cells = new double[rows, columns];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                var value = map.Rows[Math.Min(r, map.Rows.Count - 1)][Math.Min(c, map.Columns - 1)];
                cells[rows - 1 - r, c] = double.IsFinite(value) ? value : double.NaN; // its first row is the highest
            }
        }

        var heat = plot.Add.Heatmap(cells);
        var (left, right) = Middles(map.Columns);
        var (bottom, top) = Middles(map.Rows.Count);
        heat.Position = new CoordinateRect(left, right, bottom, top);
        heat.Colormap = new Colours(HeatColours.Of(map));
        heat.ManualRange = new ScottPlot.Range(map.Low, map.High);
        var bar = plot.Add.ColorBar(heat);
        bar.Label = string.Join('\n', map.LabelLines(height));
        bar.LabelStyle.FontName = StaticFonts.Name;
        bar.LabelStyle.FontSize = Theme.FontSize - 1;
    }

    private static (double First, double Last) Middles(int cells) => cells == 1 ? (-0.25, 0.25) : (0, cells - 1);

    private sealed class Colours(IReadOnlyList<(double At, string Colour)> stops) : IColormap
    {
        public string Name => "house";

        public Color GetColor(double position)
        {
            var (red, green, blue) = HeatColours.At(stops, double.IsFinite(position) ? position : 0);
            return new Color(red, green, blue);
        }
    }
}
