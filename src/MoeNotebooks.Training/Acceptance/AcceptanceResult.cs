namespace MoeNotebooks.Training.Acceptance;

/// <summary>What was measured of a mini model on the test sets.</summary>
/// <param name="Lines">What it must show, and whether it does.</param>
/// <param name="Figures">Its accuracies with fewer and fewer experts per token, then with fewer experts at all.</param>
public sealed record AcceptanceResult(IReadOnlyList<AcceptanceLine> Lines, IReadOnlyList<AcceptanceFigure> Figures)
{
    internal static AcceptanceResult Join(params AcceptanceResult[] parts) =>
        new([.. parts.SelectMany(part => part.Lines)], [.. parts.SelectMany(part => part.Figures)]);

    /// <summary>The lines as a Markdown table.</summary>
    internal string Table() =>
        "| must show | shows, on the test sets | |\n|---|---|---|\n" + string.Concat(Lines.Select(line => line + "\n"));
}
