using MoeNotebooks.Results;

namespace MoeNotebooks.Charts;

/// <summary>A grid of coloured cells: a figure's data where two indices and a value are shown.</summary>
/// <param name="Rows">The values, row by row from the bottom, [rows][columns]; NaN stays white.</param>
/// <param name="Low">The value of the palest colour.</param>
/// <param name="High">The value of the strongest colour.</param>
/// <param name="Unit">What the values are, beside the colour bar: "share of tokens (%)".</param>
/// <param name="Kind">Where they come from.</param>
public sealed record HeatMap(
    IReadOnlyList<IReadOnlyList<double>> Rows,
    double Low,
    double High,
    string Unit,
    ResultKind Kind
)
{
    /// <summary>Whether the middle of the range is neutral, and values below it have a colour of their own.</summary>
    public bool Diverging { get; init; }

    /// <summary>Columns of the grid.</summary>
    public int Columns => Rows.Count == 0 ? 0 : Rows[0].Count;

    /// <summary>The colour bar's text: what the values are, and where they come from.</summary>
    public string Label => $"{Unit} — {ResultKinds.Name(Kind)}";

    /// <summary>The colour bar's text in lines no longer than the bar.</summary>
    /// <param name="height">The figure's height in pixels, of which the bar takes most.</param>
    internal IReadOnlyList<string> LabelLines(int height) =>
        TextLines.Of(Label, (int)((height - 120) / LegendGrid.CharacterWidth));

    /// <summary>
    /// An axis along which cells stand, one tick per cell, or every so many where there is no room for all.
    /// </summary>
    /// <param name="title">What it shows.</param>
    /// <param name="names">The cells' names.</param>
    /// <param name="every">Names one cell in so many.</param>
    public static Axis AxisOf(string title, IReadOnlyList<string> names, int every = 1) =>
        new(title)
        {
            From = -0.5,
            To = names.Count - 0.5,
            Ticks = [.. names.Select((_, i) => (double)i).Where((_, i) => i % every == 0)],
            TickTexts = [.. names.Where((_, i) => i % every == 0)],
        };
}
