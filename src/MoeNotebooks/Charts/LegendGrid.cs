namespace MoeNotebooks.Charts;

/// <summary>How many rows the legend below a figure takes; both renderings make room for them.</summary>
internal static class LegendGrid
{
    public const int RowHeight = 22;

    private const double CharacterWidth = 7.4; // pixels, the mean of the font at the legend's size
    private const int SymbolWidth = 60;

    /// <summary>Entries stand in columns as wide as the longest of them.</summary>
    public static int Rows(Figure figure)
    {
        string[] entries = [.. figure.Series.Select(series => series.LegendText).Distinct()];
        if (entries.Length == 0)
        {
            return 0;
        }

        var widest = SymbolWidth + (CharacterWidth * entries.Max(entry => entry.Length));
        var columns = Math.Max(1, (int)((Theme.Width - 20) / widest));
        return (entries.Length + columns - 1) / columns;
    }

    /// <summary>The figure's height with its legend, in pixels.</summary>
    public static int TotalHeight(Figure figure) => figure.Height + (RowHeight * Rows(figure));
}
