using MoeNotebooks.Results;

namespace MoeNotebooks.Charts;

/// <summary>The look that all figures share.</summary>
internal static class Theme
{
    /// <summary>Width of every figure in pixels.</summary>
    public const int Width = 900;

    public const string Ink = "#222222";
    public const string Grid = "#e6e6e6";
    public const string Muted = "#666666";
    public const float FontSize = 14;
    public const float TitleSize = 17;
    public const float PointSize = 9;

    /// <summary>
    /// Okabe and Ito's colours, which colour-blind readers can tell apart, without the yellow, which paper swallows.
    /// </summary>
    private static readonly string[] Palette =
    [
        "#0072B2",
        "#D55E00",
        "#009E73",
        "#CC79A7",
        "#E69F00",
        "#56B4E9",
        "#000000",
    ];

    /// <summary>
    /// Plotly's names of the points' forms, one per colour: forms tell series apart where colours do not, or come round
    /// again.
    /// </summary>
    private static readonly string[] Forms =
    [
        "circle",
        "square",
        "diamond",
        "triangle-up",
        "triangle-down",
        "star",
        "cross",
    ];

    public static string Colour(int place) => Palette[place % Palette.Length];

    public static int Form(int place) => (place + (place / Palette.Length)) % Forms.Length;

    public static string PlotlyForm(Series series) =>
        Forms[Form(series.Colour)] + (IsHollow(series) ? "-open" : string.Empty);

    /// <summary>The paper's points are hollow.</summary>
    public static bool IsHollow(Series series) => series.Kind == ResultKind.Quoted;

    /// <summary>Lines of a cost model or an equation are dashed.</summary>
    public static bool IsDashed(Series series) => series is { Kind: ResultKind.Predicted, Mark: Mark.Line };
}
