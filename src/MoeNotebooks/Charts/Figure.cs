using MoeNotebooks.Results;

namespace MoeNotebooks.Charts;

/// <summary>
/// A figure as data. The interactive chart and the static picture are both drawn from it, so they cannot disagree;
/// make it a cell's last expression to see it.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">What is drawn.</param>
[TypeFormatterSource(typeof(FigureFormatters), PreferredMimeTypes = ["text/html", "image/png", "text/plain"])]
public sealed record Figure(string Title, Axis X, Axis Y, IReadOnlyList<Series> Series)
{
    /// <summary>Lines that mark values.</summary>
    public IReadOnlyList<Guide> Guides { get; init; } = [];

    /// <summary>Rectangles with text, for drawings.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];

    /// <summary>Coloured cells behind everything else; <see langword="null"/> for none.</summary>
    public HeatMap? Heat { get; init; }

    /// <summary>Height without the legend, in pixels; every figure is 900 wide.</summary>
    public int Height { get; init; } = 440;

    /// <summary>The title and the legend's entries, for readers who cannot see the picture.</summary>
    public string Description =>
        Series.Count == 0
            ? Title + (Heat is null ? string.Empty : ": " + Heat.Label)
            : $"{Title}: {string.Join("; ", Series.Select(series => series.LegendText).Distinct())}";

    /// <summary>The description.</summary>
    public override string ToString() => Description;
}
