namespace MoeNotebooks.Performance.Validation;

/// <summary>
/// How much faster fewer experts are than the model as trained at the same load, as it was found and as predicted.
/// </summary>
/// <param name="Series">The configuration: <c>na2</c>, <c>ne16</c>.</param>
/// <param name="Load">Requests served together.</param>
/// <param name="Found">Quoted from the paper or measured; 1.2 for a fifth more tokens per second.</param>
/// <param name="Predicted">By the cost model.</param>
public sealed record Speedup(string Series, int Load, double Found, double Predicted)
{
    /// <summary>The prediction's relative error.</summary>
    public double Error => (Predicted / Found) - 1;

    /// <summary>The speedups of one of the paper's tables; its first column is the model as trained.</summary>
    /// <param name="cells">The table's cells.</param>
    public static IReadOnlyList<Speedup> Of(IReadOnlyList<PaperCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var trained = cells.Where(cell => cell.Column == cells[0].Column).ToDictionary(cell => cell.Concurrency);
        return
        [
            .. from cell in cells
            where cell.Column != cells[0].Column
            let of = trained[cell.Concurrency]
            select new Speedup(cell.Column, cell.Concurrency, cell.Paper / of.Paper, cell.Predicted / of.Predicted),
        ];
    }

    /// <summary>
    /// The speedups of a GPU's decode steps over those with all experts kept and as many used as trained.
    /// </summary>
    /// <param name="rows">Its rows; layers are left out.</param>
    /// <param name="test"><c>skip</c> or <c>prune</c>.</param>
    public static IReadOnlyList<Speedup> Of(IReadOnlyList<MeasuredPrediction> rows, string test)
    {
        ArgumentNullException.ThrowIfNull(rows);
        MeasuredPrediction[] steps = [.. rows.Where(row => !row.Row.IsLayer)];
        var trained = steps
            .Where(row => row.Row is { Test: "skip" } && row.Row.Active == steps.Max(step => step.Row.Active))
            .ToDictionary(row => row.Row.Tokens);
        return
        [
            .. from step in steps
            where step.Row.Test == test && step != trained[step.Row.Tokens]
            let of = trained[step.Row.Tokens]
            select new Speedup(
                test == "skip"
                    ? FormattableString.Invariant($"na{step.Row.Active}")
                    : FormattableString.Invariant($"ne{step.Row.Kept}"),
                step.Row.Tokens,
                step.Row.Measured / of.Row.Measured,
                step.Predicted / of.Predicted
            ),
        ];
    }
}
