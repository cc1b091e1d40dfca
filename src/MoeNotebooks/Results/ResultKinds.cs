namespace MoeNotebooks.Results;

/// <summary>The names of the kinds of results, and the badge that shows one.</summary>
public static class ResultKinds
{
    /// <summary>The kind in one lower-case word.</summary>
    /// <param name="kind">The kind.</param>
    public static string Name(ResultKind kind) =>
        kind switch
        {
            ResultKind.Measured => "measured",
            ResultKind.Synthetic => "synthetic",
            ResultKind.Predicted => "predicted",
            _ => "quoted",
        };

    /// <summary>
    /// The kind as a small coloured HTML label; the colours are told apart by colour-blind readers too.
    /// </summary>
    /// <param name="kind">The kind.</param>
    public static string Badge(ResultKind kind)
    {
        var (background, text) = kind switch
        {
            ResultKind.Measured => ("#d9efe6", "#00543d"),
            ResultKind.Synthetic => ("#fde7c7", "#6b3f00"),
            ResultKind.Predicted => ("#dbe9f6", "#003f66"),
            _ => ("#e8e8e8", "#333333"),
        };
        return $"<span class=\"moe-badge\" style=\"background:{background};color:{text};border-radius:3px;"
            + $"padding:0 .4em;font-size:85%\">{Name(kind)}</span>";
    }
}
