namespace MoeNotebooks.Charts;

/// <summary>A labelled rectangle of a drawing.</summary>
/// <param name="Left">Its left edge.</param>
/// <param name="Bottom">Its lower edge.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Text">What is written in its middle; a line per line.</param>
public sealed record Box(double Left, double Bottom, double Width, double Height, string Text)
{
    /// <summary>The place in the palette; <see langword="null"/> for an outline without fill.</summary>
    public int? Colour { get; init; }

    /// <summary>Whether there is a rectangle at all, or only its text.</summary>
    public bool TextOnly { get; init; }
}
