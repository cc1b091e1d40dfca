namespace MoeNotebooks.Charts;

/// <summary>How much room the legend below a figure takes; each rendering makes room for it.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="RowHeight">Pixels of a row.</param>
internal sealed record LegendGrid(int Width, int RowHeight)
{
    /// <summary>Pixels of a character, the mean of the font at the legend's and the ticks' size.</summary>
    public const double CharacterWidth = 7.4;

    private const int SymbolWidth = 60;

    /// <summary>A picture is as wide as it was drawn.</summary>
    public static LegendGrid Picture { get; } = new(Theme.Width - 20, 22);

    /// <summary>
    /// An interactive chart takes the width of its page, which is narrower in a report than in a notebook.
    /// </summary>
    public static LegendGrid Page { get; } = new(660, 30);

    /// <summary>Rows of entries that stand in columns as wide as the longest of them.</summary>
    /// <param name="figure">The figure.</param>
    public int Rows(Figure figure)
    {
        var (entries, columns) = (Entries(figure).Length, Columns(figure));
        return (entries + columns - 1) / columns;
    }

    /// <summary>Columns that fit side by side, at least one.</summary>
    /// <param name="figure">The figure.</param>
    public int Columns(Figure figure)
    {
        var widest =
            SymbolWidth + (CharacterWidth * Entries(figure).Select(entry => entry.Length).DefaultIfEmpty().Max());
        return Math.Max(1, (int)(Width / widest));
    }

    /// <summary>The legend's height in pixels.</summary>
    /// <param name="figure">The figure.</param>
    public int HeightOf(Figure figure) => RowHeight * Rows(figure);

    private static string[] Entries(Figure figure) => [.. figure.Series.Select(series => series.LegendText).Distinct()];
}
